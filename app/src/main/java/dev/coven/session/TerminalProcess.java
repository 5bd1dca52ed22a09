package dev.coven.session;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A harness on a terminal of its own, through pty4j. */
final class TerminalProcess implements HarnessProcess {
  /** The size of a terminal until a client says another. */
  private static final int ROWS = 24;

  private static final int COLUMNS = 80;

  /** Kept as long as the session lives: pty4j closes the terminal when its object is collected. */
  private final PtyProcess process;

  private TerminalProcess(PtyProcess process) {
    this.process = process;
  }

  static TerminalProcess start(
      List<String> command, Path directory, Map<String, String> environment) throws IOException {
    PtyProcess process =
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setDirectory(directory.toString())
            .setEnvironment(environment)
            .setInitialRows(ROWS)
            .setInitialColumns(COLUMNS)
            .setConsole(false)
            .start();
    return new TerminalProcess(process);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public InputStream output() {
    return process.getInputStream();
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    // Both streams share the terminal's one descriptor and close it only together.
    try {
      process.getOutputStream().close();
    } finally {
      process.getInputStream().close();
    }
  }
}
