package dev.coven.diagnose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The directory that a session would get when it is launched from here. */
final class DirectoryCheck implements Check {
  private final Map<String, String> environment;

  DirectoryCheck(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String subject() {
    return "directory";
  }

  @Override
  public List<CheckResult> look() {
    Path here = Path.of("").toAbsolutePath();
    Path real;
    try {
      real = here.toRealPath();
    } catch (IOException e) {
      return List.of(CheckResult.fail(subject(), here + " is gone: " + e.getMessage(), "cd"));
    }
    if (!Files.isReadable(real) || !Files.isExecutable(real)) {
      return List.of(
          CheckResult.fail(
              subject(), real + " cannot be entered by this user.", "chmod u+rx '" + real + "'"));
    }
    String named = environment.getOrDefault("PWD", "");
    return List.of(
        named.startsWith("/") && !Path.of(named).normalize().equals(real)
            ? CheckResult.warn(
                subject(),
                "This shell calls it " + named + ", and it really is " + real + ".",
                "cd '" + real + "'")
            : CheckResult.pass(subject(), "A launch from here has root and cwd " + real + "."));
  }
}
