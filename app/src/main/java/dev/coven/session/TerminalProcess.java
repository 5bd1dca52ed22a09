package dev.coven.session;

import com.pty4j.PtyProcessBuilder;
import com.pty4j.unix.UnixPtyProcess;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * A harness on a terminal of its own, started by pty4j and read without it: its stream polls before
 * each read, through JNA, and that costs as much again as the reading.
 */
final class TerminalProcess implements HarnessProcess {
  /** The size of a terminal until a client says another. */
  private static final int ROWS = 24;

  private static final int COLUMNS = 80;

  /** Kept as long as the session lives: pty4j closes the terminal when its object is collected. */
  private final UnixPtyProcess process;

  private final InputStream output;

  private TerminalProcess(UnixPtyProcess process, InputStream output) {
    this.process = process;
    this.output = output;
  }

  static TerminalProcess start(
      List<String> command, Path directory, Map<String, String> environment) throws IOException {
    UnixPtyProcess process =
        (UnixPtyProcess)
            new PtyProcessBuilder(command.toArray(String[]::new))
                .setDirectory(directory.toString())
                .setEnvironment(environment)
                .setInitialRows(ROWS)
                .setInitialColumns(COLUMNS)
                .setConsole(false)
                .start();
    try {
      return new TerminalProcess(process, reading(process.getPty().getMasterFD()));
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Reads a terminal by a descriptor of its own, so that pty4j, which closes its one by number,
   * cannot make this read what was opened since. Closing does not wake a reader, but lets it read
   * no more.
   */
  private static InputStream reading(int master) throws IOException {
    return FileDescriptorCast.duplicating(
            FileDescriptorCast.unsafeUsing(master).getFileDescriptor())
        .as(FileInputStream.class);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public InputStream output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    try {
      output.close();
    } finally {
      closeTerminal();
    }
  }

  /** Both of pty4j's streams share the terminal's one descriptor and close it only together. */
  private void closeTerminal() throws IOException {
    try {
      process.getOutputStream().close();
    } finally {
      process.getInputStream().close();
    }
  }
}
