package dev.coven.session;

import com.pty4j.PtyProcessBuilder;
import com.pty4j.unix.UnixPtyProcess;
import dev.coven.posix.Alarm;
import dev.coven.posix.Descriptor;
import dev.coven.posix.DescriptorOutput;
import dev.coven.posix.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A harness on a terminal of its own, started by pty4j and read without it: its stream polls before
 * each read, and that costs as much again as the reading.
 */
final class TerminalProcess implements HarnessProcess {
  /** The size of a terminal until a client says another. */
  private static final int ROWS = 24;

  private static final int COLUMNS = 80;

  /** Kept as long as the session lives: pty4j closes the terminal when its object is collected. */
  private final UnixPtyProcess process;

  /** One of our own, since pty4j closes its one by number, which may be another's by then. */
  private final Descriptor master;

  private final Alarm alarm = new Alarm();
  private final OutputSource output;

  private TerminalProcess(UnixPtyProcess process) throws IOException {
    this.process = process;
    this.master = master(process);
    this.output = new PlainOutput(master, alarm, new HangUp(process::isAlive));
  }

  static TerminalProcess start(
      List<String> command, Path directory, Map<String, String> environment) throws IOException {
    UnixPtyProcess process = spawn(command, directory, environment);
    try {
      return new TerminalProcess(process);
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Starts a process on a terminal of its own. */
  static UnixPtyProcess spawn(List<String> command, Path directory, Map<String, String> environment)
      throws IOException {
    return (UnixPtyProcess)
        new PtyProcessBuilder(command.toArray(String[]::new))
            .setDirectory(directory.toString())
            .setEnvironment(environment)
            .setInitialRows(ROWS)
            .setInitialColumns(COLUMNS)
            .setConsole(false)
            .start();
  }

  /** The master of its terminal, on a descriptor of our own. */
  static Descriptor master(UnixPtyProcess process) throws IOException {
    return Descriptor.duplicateOf(process.getPty().getMasterFD());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public OutputSource output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return new DescriptorOutput(master, alarm);
  }

  @Override
  public boolean echoes() throws IOException {
    return Terminal.echoes(master);
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public OptionalInt waitFor() throws InterruptedException {
    return OptionalInt.of(process.waitFor());
  }

  @Override
  public void leave() throws IOException {
    alarm.raise();
  }

  @Override
  public void close() throws IOException {
    try (alarm;
        output) {
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
