package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.EventFollower;
import dev.coven.client.Reconnection;
import dev.coven.contract.EventRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Prints a session's events as they come until it ends, also while the daemon is restarted; what
 * {@code --follow} does.
 */
final class Follow {
  private final PrintStream out;
  private final Path socket;
  private final ReconnectNotice notice;

  /**
   * Follows nothing yet.
   *
   * @param out where to print
   * @param socket where the daemon listens
   * @param notice tells that the daemon is away
   */
  Follow(PrintStream out, Path socket, ReconnectNotice notice) {
    this.out = out;
    this.socket = socket;
    this.notice = notice;
  }

  /**
   * Follows a session to its end, or until nobody reads what is printed.
   *
   * @param id the session's full id
   * @param after begins behind this event
   * @param text what to print of each, with its line's end
   */
  void events(String id, long after, Function<EventRecord, String> text)
      throws IOException, InterruptedException {
    Detachment detachment = new Detachment();
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      var unused =
          new EventFollower(Reconnection.again(client, detachment, notice), id, after)
              .follow(
                  (event, _) -> {
                    out.print(text.apply(event.record()));
                    // Nobody reads on, as behind `| head`: then nobody needs the rest.
                    if (out.checkError()) {
                      detachment.request();
                    }
                  });
    }
  }
}
