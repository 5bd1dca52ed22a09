package dev.coven.session;

import dev.coven.contract.TerminalSize;
import dev.coven.ledger.Handover;
import dev.coven.posix.Alarm;
import dev.coven.posix.DescriptorOutput;
import dev.coven.posix.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A harness that outlives its daemon: started by this one, or taken over. What it prints waits in
 * the store until it is committed, and what it exits with is written down by the shell around it.
 */
final class KeptProcess implements HarnessProcess {
  private final long pid;
  private final KeptNames names;
  private final ProcessWatch watch;
  private final KeptDescriptors descriptors;
  private final SessionDirectory directory;
  private final SessionKeeper keeper;
  private final Handover handover;
  private final Alarm alarm = new Alarm();
  private final OutputSource output;

  /**
   * A process that is kept; owns the descriptors and the directory.
   *
   * @param pid its number
   * @param names what its descriptors are called
   * @param watch sees its end
   * @param descriptors all that is needed to read and type
   * @param directory its files
   * @param keeper keeps the descriptors
   * @param handover what the ledger keeps of it
   * @param position how much of its output is in the ledger, in bytes
   * @throws IOException when its output cannot be read
   */
  KeptProcess(
      long pid,
      KeptNames names,
      ProcessWatch watch,
      KeptDescriptors descriptors,
      SessionDirectory directory,
      SessionKeeper keeper,
      Handover handover,
      long position)
      throws IOException {
    this.pid = pid;
    this.names = names;
    this.watch = watch;
    this.descriptors = descriptors;
    this.directory = directory;
    this.keeper = keeper;
    this.handover = handover;
    if (descriptors.input() != null) {
      descriptors.input().letNothingWait();
    }
    this.output =
        new StoredOutput(
            descriptors.terminal(),
            descriptors.pipeIn(),
            descriptors.pipeOut(),
            descriptors.output(),
            position,
            alarm,
            new HangUp(watch::isAlive),
            keeper::splicesNothing);
  }

  @Override
  public void begin() throws IOException {
    Gate gate = directory.gate();
    if (gate.isClosed()) {
      gate.open(watch::isAlive);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public OutputSource output() {
    return output;
  }

  @Override
  public OutputStream input() {
    if (descriptors.terminal() != null) {
      return new DescriptorOutput(descriptors.terminal(), alarm);
    }
    return descriptors.input() == null
        ? OutputStream.nullOutputStream() // Its input was whole when it began.
        : new DescriptorOutput(descriptors.input(), alarm);
  }

  @Override
  public boolean echoes() throws IOException {
    return descriptors.terminal() == null || Terminal.echoes(descriptors.terminal());
  }

  @Override
  public boolean onTerminal() {
    return descriptors.terminal() != null;
  }

  @Override
  public void resize(TerminalSize size) throws IOException {
    if (!onTerminal()) {
      throw new IOException("pipes have no size");
    }
    Terminal.resize(descriptors.terminal(), size.rows(), size.columns());
  }

  @Override
  public OptionalInt waitFor() throws IOException, InterruptedException {
    OptionalInt told = watch.await(alarm);
    OptionalInt written = directory.exitCode();
    return written.isPresent() ? written : told;
  }

  @Override
  public boolean isAlive() {
    return watch.isAlive();
  }

  @Override
  public boolean isBeingStopped() {
    return keeper.isStopping();
  }

  @Override
  public Optional<Handover> handover() {
    return Optional.of(handover);
  }

  @Override
  public void leave() throws IOException {
    alarm.raise();
  }

  @Override
  public void close() throws IOException {
    try (alarm;
        output;
        descriptors) {
      for (String name : names.all()) {
        keeper.forget(name);
      }
      directory.remove();
    }
  }
}
