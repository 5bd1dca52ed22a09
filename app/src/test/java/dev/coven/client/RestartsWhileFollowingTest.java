package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Not one byte of a followed session is lost or doubled, however often the daemon goes away. */
@Timeout(60)
class RestartsWhileFollowingTest {
  private static final int CUTS = 50;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 20260102, -7})
  void whatIsFollowedIsWhatWasPrinted(long seed) throws Exception {
    Path socket = directory.resolve("coven.sock");
    StringBuilder followed = new StringBuilder();
    List<Long> seqs = new ArrayList<>();
    try (RestartingDaemon daemon = new RestartingDaemon(socket, seed, CUTS);
        DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      Reconnection reconnection = Reconnection.first(client, new Detachment(), new HeardAbsences());
      SessionRecord ended =
          new EventFollower(reconnection, "s1", 0)
              .follow(
                  (event, _) -> {
                    seqs.add(event.seq());
                    followed.append(new String(event.printed(), StandardCharsets.UTF_8));
                  })
              .orElseThrow();
      assertEquals(SessionStatus.COMPLETED, ended.status());
      assertEquals(daemon.printed(), followed.toString());
      assertEquals(new ArrayList<>(new TreeSet<>(seqs)), seqs, "in order, and none twice");
      Map<RestartingDaemon.Cut, Integer> made = daemon.made();
      assertEquals(CUTS, made.values().stream().mapToInt(Integer::intValue).sum());
      assertEquals(RestartingDaemon.Cut.values().length, made.size(), made::toString);
      assertTrue(client.daemon().pid() > 1, "it came back as another process");
    }
  }
}
