package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.daemonology.Deadline;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven kill}: ends a session and waits until it has ended. */
@Command(name = "kill", description = "Ends a session and waits for its end.")
final class KillCommand extends Verb {
  /** TERM, 3 s of grace, KILL, and what it takes until the whole tree is gone and written down. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(50);

  @Mixin private SessionChoice choice;

  @Option(names = "--no-wait", description = "Return as soon as the daemon has taken the request.")
  private boolean noWait;

  @Option(names = "--json", description = "Print the session's record as one JSON document.")
  private boolean json;

  KillCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      SessionRecord session = choice.find(client);
      boolean ended = !request(client, session);
      SessionRecord now = noWait || ended ? client.session(session.id()) : await(client, session);
      boolean open = now.status().isOpen();
      if (json) {
        SessionShowCommand.printJson(io, now);
      } else {
        io.out().println(sentence(now, ended));
      }
      if (open && !noWait) {
        io.say("It has not ended after " + PATIENCE.toSeconds() + " s.");
        io.err().println("  try: coven sessions show " + Printable.line(now.id()));
        return ExitCode.FAILED;
      }
      return ExitCode.OK;
    }
  }

  private static String sentence(SessionRecord session, boolean before) {
    String id = "Session " + Printable.line(session.id());
    if (session.status().isOpen()) {
      return id + " is told to end.";
    }
    return id + (before ? " had ended already: " : " has ended: ") + session.status().wire() + ".";
  }

  /** Asks for the end; false when there is nothing to end any more. */
  private static boolean request(DaemonClient client, SessionRecord session) throws IOException {
    try {
      client.kill(session.id());
      return true;
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_LIVE) {
        return false;
      }
      throw e;
    }
  }

  private static SessionRecord await(DaemonClient client, SessionRecord session)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(PATIENCE);
    SessionRecord now = client.session(session.id());
    while (now.status().isOpen() && deadline.remainingNanos() > 0) {
      Thread.sleep(LOOK);
      now = client.session(session.id());
    }
    return now;
  }
}
