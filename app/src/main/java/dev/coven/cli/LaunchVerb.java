package dev.coven.cli;

import dev.coven.client.DaemonAwayException;
import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.Reconnection;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionRecord;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What the verbs have in common that launch a session and stay with it. */
abstract class LaunchVerb extends DaemonVerb {
  @Option(names = "--detach", description = "Print the session's id and leave it alone.")
  private boolean detach;

  LaunchVerb(Io io) {
    super(io);
  }

  @Override
  final int failure() {
    return ExitCode.COVEN_FAILED;
  }

  /** Whether a person could answer a harness that asks. */
  final boolean personIsThere() {
    return !isJson() && io.terminals().both();
  }

  /**
   * Launches and, unless told otherwise, stays to the end.
   *
   * @param request with an id, so that it can be repeated
   * @return the exit code
   */
  final int launchAndStay(LaunchRequest request) throws Exception {
    Path socket = home().socket();
    ReconnectNotice notice = new ReconnectNotice(voice());
    SessionRecord session;
    try {
      session = launch(socket, request, notice);
    } catch (DaemonAwayException e) {
      voice().say("Whether the session was launched is not known.");
      return notice.giveUp(e, request.id());
    }
    if (detach) {
      if (isJson()) {
        SessionShowCommand.printJson(io, session);
      } else {
        io.out().println(session.id());
      }
      return ExitCode.OK;
    }
    boolean typing = request.launchMode() == LaunchMode.INTERACTIVE && personIsThere();
    Watch.Manner manner =
        isJson() ? Watch.Manner.RECORD : typing ? Watch.Manner.INTERACTIVE : Watch.Manner.OUTPUT;
    return new Watch(voice(), socket, session).follow(manner, false);
  }

  /** Repeated as often as it takes: the daemon knows the id, and launches once. */
  private static SessionRecord launch(Path socket, LaunchRequest request, ReconnectNotice notice)
      throws Exception {
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.HEALTHY)) {
      return Reconnection.first(client, new Detachment(), notice)
          .ask(daemon -> daemon.launch(request))
          .orElseThrow();
    }
  }
}
