package dev.coven.cli;

import dev.coven.daemon.DaemonMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven daemon serve}: be the daemon, in the foreground, until told to end. */
@Command(name = "serve", description = "Runs the daemon in the foreground.")
final class ServeCommand extends Verb {
  @Option(
      names = "--own-session",
      description = "Leave the terminal: become the leader of a session of its own.")
  private boolean ownSession;

  ServeCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    return DaemonMain.serve(io.environment(), ownSession);
  }
}
