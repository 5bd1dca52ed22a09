package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.OutcomeUnknownException;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven kill}: ends a session and waits until it has ended. */
@Command(name = "kill", description = "Ends a session and waits for its end.")
final class KillCommand extends DaemonVerb {
  /** TERM, 3 s of grace, KILL, and what it takes until the whole tree is gone and written down. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Mixin private SessionChoice choice;

  @Option(names = "--no-wait", description = "Return as soon as the daemon has taken the request.")
  private boolean noWait;

  KillCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    SessionRecord now;
    Answer answer;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      SessionRecord session = choice.find(client);
      answer = request(client, session);
      now = client.session(session.id());
    }
    if (!noWait && now.status().isOpen()) {
      now = awaitEnd(now, Optional.of(PATIENCE), new ReconnectNotice(voice()));
    }
    return tell(now, answer);
  }

  private int tell(SessionRecord now, Answer answer) {
    boolean open = now.status().isOpen();
    boolean unknown = open && answer == Answer.NONE;
    if (isJson()) {
      SessionShowCommand.printJson(io, now);
    } else if (!unknown) {
      io.out().println(sentence(now, answer == Answer.ENDED_BEFORE));
    }
    String id = Printable.line(now.id());
    if (unknown) {
      voice()
          .say(
              "The daemon went away before it answered, and session " + id + " still runs.",
              "coven kill " + id);
      return ExitCode.FAILED;
    }
    if (open && !noWait) {
      voice()
          .say(
              "It has not ended after " + PATIENCE.toSeconds() + " s.",
              "coven sessions show " + id);
      return ExitCode.FAILED;
    }
    return ExitCode.OK;
  }

  private static String sentence(SessionRecord session, boolean before) {
    String id = "Session " + Printable.line(session.id());
    if (session.status().isOpen()) {
      return id + " is told to end.";
    }
    return id + (before ? " had ended already: " : " has ended: ") + session.status().wire() + ".";
  }

  /** What came back from the request. */
  private enum Answer {
    TAKEN,
    ENDED_BEFORE,
    /**
     * None: the daemon may have got it. It is not sent again; what becomes of the session tells.
     */
    NONE
  }

  private static Answer request(DaemonClient client, SessionRecord session) throws IOException {
    try {
      client.kill(session.id());
      return Answer.TAKEN;
    } catch (OutcomeUnknownException e) {
      return Answer.NONE;
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_LIVE) {
        return Answer.ENDED_BEFORE;
      }
      throw e;
    }
  }
}
