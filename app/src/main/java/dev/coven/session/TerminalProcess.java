package dev.coven.session;

import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import com.pty4j.unix.UnixPtyProcess;
import dev.coven.contract.TerminalSize;
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
  /** Kept as long as the session lives: pty4j closes the terminal when its object is collected. */
  private final UnixPtyProcess process;

  /** One of our own, since pty4j closes its one by number, which may be another's by then. */
  private final Descriptor master;

  private final SessionDirectory directory;
  private final Alarm alarm = new Alarm();
  private final OutputSource output;

  private TerminalProcess(UnixPtyProcess process, SessionDirectory directory) throws IOException {
    this.process = process;
    this.directory = directory;
    this.master = master(process);
    this.output = new PlainOutput(master, alarm, new HangUp(process::isAlive));
  }

  /**
   * Starts a harness, which waits at its gate.
   *
   * @param command program and arguments, behind a shell that waits
   * @param cwd where it runs
   * @param environment all that it finds there
   * @param directory has the gate; removed with the gate's opening, or by {@link #close}
   * @throws IOException when it cannot be started
   */
  static TerminalProcess start(
      List<String> command, Path cwd, Map<String, String> environment, SessionDirectory directory)
      throws IOException {
    UnixPtyProcess process = spawn(command, cwd, environment);
    try {
      return new TerminalProcess(process, directory);
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
            .setInitialRows(TerminalSize.FIRST.rows())
            .setInitialColumns(TerminalSize.FIRST.columns())
            .setConsole(false)
            .start();
  }

  /** The master of its terminal, on a descriptor of our own. */
  static Descriptor master(UnixPtyProcess process) throws IOException {
    return Descriptor.duplicateOf(process.getPty().getMasterFD());
  }

  @Override
  public void begin() throws IOException {
    directory.gate().open(process::isAlive);
    directory.remove();
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
  public boolean onTerminal() {
    return true;
  }

  /** By pty4j, which knows how to on a Mac, too. */
  @Override
  public void resize(TerminalSize size) throws IOException {
    try {
      process.setWinSize(new WinSize(size.columns(), size.rows()));
    } catch (IllegalStateException e) {
      throw new IOException("the terminal took no size", e);
    }
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
      directory.remove();
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
