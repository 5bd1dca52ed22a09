package dev.coven.supervise;

import dev.coven.client.DaemonClient;
import dev.coven.client.UnexpectedAnswerException;
import dev.coven.contract.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The harnesses that a running daemon finds, so that a change of its PATH loses none unnoticed. */
final class KnownHarnesses {
  private KnownHarnesses() {}

  /**
   * Asks.
   *
   * @param socket where the daemon listens
   * @return their programs' names; empty when the daemon does not tell
   */
  static List<String> available(Path socket) {
    try (DaemonClient client = DaemonClient.connect(socket, DaemonClient.Need.ANSWERING)) {
      return client.capabilities().stream()
          .filter(capability -> capability.isHarness() && capability.available())
          .filter(capability -> !capability.adapter().equals("demo"))
          // A daemon of before told no programs; its harnesses were called as they are.
          .map(
              capability ->
                  capability.executable() == null ? capability.adapter() : capability.executable())
          .toList();
    } catch (IOException | ApiException | UnexpectedAnswerException e) {
      // Without a daemon to ask there is nothing that a new PATH could take away.
      return List.of();
    }
  }
}
