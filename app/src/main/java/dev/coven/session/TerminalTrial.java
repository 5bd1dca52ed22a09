package dev.coven.session;

import com.pty4j.unix.UnixPtyProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tries whether a program can be run on a terminal here. */
public final class TerminalTrial {
  private static final String WORD = "covenant";

  private TerminalTrial() {}

  /**
   * Runs a shell on a terminal of its own that says a word if it sees the terminal.
   *
   * @throws IOException when it cannot be run, or says something else
   * @throws InterruptedException when interrupted while waiting for its end
   */
  public static void run() throws IOException, InterruptedException {
    UnixPtyProcess process =
        TerminalProcess.spawn(
            List.of("/bin/sh", "-c", "test -t 1 && echo " + WORD),
            Path.of("/"),
            Map.of("PATH", "/usr/bin:/bin", "TERM", "dumb"));
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (!said.strip().equals(WORD) || process.waitFor() != 0) {
        throw new IOException("A shell does not see its terminal.");
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
