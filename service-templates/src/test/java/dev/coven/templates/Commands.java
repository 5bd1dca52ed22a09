package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the platform's own judges of what we render. */
final class Commands {
  /** What a command left: its exit code, and standard output and error in one. */
  record Result(int exit, String output) {}

  private Commands() {}

  /** Skips the test, with a line that says why, unless the command is on PATH. */
  static void need(String command, String debianPackage) {
    for (var directory : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(directory, command))) {
        return;
      }
    }
    skip("no " + command + " here (Debian: " + debianPackage + ")");
  }

  static void skip(String reason) {
    System.out.println("Skipped: " + reason);
    abort(reason);
  }

  /** Runs to the end, at most a minute. */
  static Result run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var output = Files.createTempFile("coven-templates", ".out");
    try {
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      int exit = process.waitFor();
      return new Result(exit, Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  static Result run(String... command) throws IOException, InterruptedException {
    return run(Map.of(), List.of(command));
  }

  static void succeed(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var result = run(environment, List.of(command));
    assertTrue(result.exit() == 0, () -> String.join(" ", command) + ": " + result);
  }
}
