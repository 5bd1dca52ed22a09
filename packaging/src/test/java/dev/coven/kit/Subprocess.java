package dev.coven.kit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A command of this machine that may leave services behind. */
final class Subprocess {
  private Subprocess() {}

  /**
   * Runs it to its end, with nothing on standard input.
   *
   * @param builder its words, environment and directory
   * @param limit how long it may take; it is killed then
   * @return how it ended
   * @throws AssertionError when it does not end in time
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted while waiting; it is killed then
   */
  static CommandResult run(ProcessBuilder builder, Duration limit)
      throws IOException, InterruptedException {
    // Files and not pipes: what a service inherits would hold a pipe open.
    Path out = Files.createTempFile("coven-test", ".out");
    Path err = Files.createTempFile("coven-test", ".err");
    long begin = System.nanoTime();
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s does not end within %s: %s"
                .formatted(builder.command(), limit, text(out) + text(err)));
      }
      return new CommandResult(
          process.exitValue(), text(out), text(err), System.nanoTime() - begin);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
