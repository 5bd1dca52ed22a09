package dev.coven.cli;

import dev.coven.client.DaemonAwayException;
import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import dev.coven.home.ConfigUnits;
import dev.coven.privacy.Printable;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven wait}: for scripts that launched a session and need its outcome. */
@Command(
    name = "wait",
    description =
        "Waits for the end of a session and exits with its exit code; with 124 when the time is"
            + " over first.")
final class WaitCommand extends DaemonVerb {
  @Spec private CommandSpec spec;
  @Mixin private SessionChoice choice;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait at most, such as 30s, 10m or 2h.")
  private String timeout;

  WaitCommand(Io io) {
    super(io);
  }

  @Override
  int failure() {
    return ExitCode.COVEN_FAILED;
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    Optional<Duration> patience = patience();
    SessionRecord session;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      session = choice.find(client);
    }
    ReconnectNotice notice = new ReconnectNotice(voice());
    try {
      return tell(awaitEnd(session, patience, notice));
    } catch (DaemonAwayException e) {
      return notice.giveUp(e, session.id());
    }
  }

  private int tell(SessionRecord now) {
    if (isJson()) {
      SessionShowCommand.printJson(io, now);
    }
    String id = Printable.line(now.id());
    if (now.status().isOpen()) {
      voice().say("Session " + id + " goes on after " + timeout + ".", "coven attach " + id);
      return ExitCode.TIMED_OUT;
    }
    if (!isJson()) {
      io.out().println("Session " + id + " has ended: " + now.status().wire() + ".");
    }
    return Outcome.exitCode(now);
  }

  private Optional<Duration> patience() {
    if (timeout == null) {
      return Optional.empty();
    }
    return Optional.of(
        ConfigUnits.duration(timeout)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--timeout takes a duration, such as 30s or 10m, and not: " + timeout)));
  }
}
