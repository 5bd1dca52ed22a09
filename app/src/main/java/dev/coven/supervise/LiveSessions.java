package dev.coven.supervise;

import dev.coven.client.DaemonClient;
import dev.coven.client.UnexpectedAnswerException;
import dev.coven.contract.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How many harnesses a daemon keeps alive: what ends with it. */
final class LiveSessions {
  private LiveSessions() {}

  /**
   * Asks.
   *
   * @param socket where the daemon listens
   * @return the count, or empty when the daemon does not tell
   */
  static OptionalLong count(Path socket) {
    try (DaemonClient client = DaemonClient.connect(socket, DaemonClient.Need.ANSWERING)) {
      return client.health().liveSessions();
    } catch (IOException | ApiException | UnexpectedAnswerException e) {
      // The number is a courtesy; what is wrong with the daemon, the verb itself finds out.
      return OptionalLong.empty();
    }
  }
}
