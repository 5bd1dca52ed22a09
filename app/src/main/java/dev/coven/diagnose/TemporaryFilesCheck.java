package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.home.EnvironmentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether harnesses may execute what they unpack into their directory for temporary files. Coven
 * itself unpacks nothing.
 */
final class TemporaryFilesCheck implements Check {
  private static final String VARIABLE = "TMPDIR";

  /** proc_pid_mountinfo(5): field 5 is the mount point, field 6 its options. */
  private static final int POINT = 4;

  private static final int OPTIONS = 5;

  private final CovenHome home;
  private final Path mounts;

  TemporaryFilesCheck(CovenHome home) {
    this(home, Path.of("/proc/self/mountinfo"));
  }

  TemporaryFilesCheck(CovenHome home, Path mounts) {
    this.home = home;
    this.mounts = mounts;
  }

  @Override
  public String subject() {
    return "environment.tmp";
  }

  @Override
  public List<CheckResult> look() throws IOException {
    Path directory =
        Path.of(new EnvironmentFile(home.environment()).read().getOrDefault(VARIABLE, "/tmp"));
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      return List.of(
          CheckResult.fail(
              subject(),
              "Harnesses are to put temporary files into "
                  + directory
                  + ", which is no directory that can be written.",
              "mkdir -p '" + directory + "'"));
    }
    Optional<String> options = options(directory.toRealPath());
    if (options.isPresent() && List.of(options.get().split(",")).contains("noexec")) {
      return List.of(
          CheckResult.warn(
              subject(),
              "Nothing in "
                  + directory
                  + " may be executed (noexec). Coven needs that nowhere; harnesses that unpack"
                  + " programs there do.",
              "mkdir -p ~/.cache/tmp && echo \"TMPDIR=$HOME/.cache/tmp\" >> '"
                  + home.environment()
                  + "'"));
    }
    return List.of(CheckResult.pass(subject(), "Harnesses may execute what they put there."));
  }

  /** The options of the mount that a directory lies on; empty where the system does not tell. */
  private Optional<String> options(Path directory) throws IOException {
    Optional<String> found = Optional.empty();
    int longest = -1;
    try {
      for (String line : Files.readAllLines(mounts, StandardCharsets.UTF_8)) {
        String[] fields = line.split(" ");
        // A blank in a name is written as \040; such a one is not where temporary files lie.
        if (fields.length > OPTIONS && directory.startsWith(Path.of(fields[POINT]))) {
          int depth = Path.of(fields[POINT]).getNameCount();
          // Of two mounts at one place, the later one is seen.
          if (depth >= longest) {
            longest = depth;
            found = Optional.of(fields[OPTIONS]);
          }
        }
      }
      return found;
    } catch (NoSuchFileException notLinux) {
      return Optional.empty();
    }
  }
}
