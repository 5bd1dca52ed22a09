package dev.coven.supervise;

import dev.coven.client.DaemonClient;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How many harnesses a daemon keeps alive: what ends with it. */
public final class LiveSessions {
  private LiveSessions() {}

  /**
   * Counts the sessions that end when the daemon does; external ones do not.
   *
   * @param socket where the daemon listens
   * @return the count, or empty when the daemon does not tell
   */
  public static OptionalLong count(Path socket) {
    try (DaemonClient client = DaemonClient.connect(socket, DaemonClient.Need.ANSWERING)) {
      return OptionalLong.of(count(client));
    } catch (IOException | ApiException | dev.coven.client.UnexpectedAnswerException e) {
      // The number is a courtesy; what is wrong with the daemon, the verb itself finds out.
      return OptionalLong.empty();
    }
  }

  private static long count(DaemonClient client) throws IOException {
    long live = 0;
    String cursor = null;
    do {
      SessionPage page = client.sessions(Api.MAX_PAGE, cursor, true);
      live += page.sessions().stream().filter(LiveSessions::isLive).count();
      cursor = page.next().orElse(null);
    } while (cursor != null);
    return live;
  }

  private static boolean isLive(SessionRecord session) {
    return session.status() == SessionStatus.RUNNING && !session.external();
  }
}
