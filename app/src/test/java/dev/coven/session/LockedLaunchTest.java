package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchRequest;
import dev.coven.ledger.EventWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Launches while another program holds the ledger. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockedLaunchTest {
  @TempDir private Path directory;

  @Test
  void aShutdownRefusesThoseThatWaitAtOnce() throws Exception {
    Stage stage = Stage.open(directory);
    try (Connection stranger = locked(stage);
        Statement statement = stranger.createStatement()) {
      List<Future<ApiException>> refusals =
          refusals(stage, stage.onTerminal("exit"), named(stage, "a"), named(stage, "b"));
      Wait.until("a launch waits", () -> stage.ledger.writer.trouble().isPresent());

      long begin = System.nanoTime();
      stage.sessions.endUnlessKept();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      assertTrue(took.compareTo(EventWriter.ANSWER_LIMIT.dividedBy(2)) < 0, "it took " + took);
      for (Future<ApiException> refusal : refusals) {
        ApiException told = Wait.result(refusal);
        assertEquals(ErrorCode.RUNTIME_UNAVAILABLE, told.code());
        assertEquals("draining", told.details().get("reason").getAsString(), told::getMessage);
      }
      statement.execute("ROLLBACK");
    }
    stage.close();
  }

  @Test
  void thoseWithIdsDoNotWaitForEachOther() throws Exception {
    try (Stage stage = Stage.open(directory);
        Connection stranger = locked(stage);
        Statement statement = stranger.createStatement()) {
      long begin = System.nanoTime();
      for (Future<ApiException> refusal :
          refusals(stage, named(stage, "a"), named(stage, "b"), named(stage, "c"))) {
        ApiException told = Wait.result(refusal);
        assertEquals(ErrorCode.RUNTIME_UNAVAILABLE, told.code());
        assertTrue(told.getMessage().contains("another process has locked it"), told::getMessage);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      assertTrue(took.compareTo(EventWriter.ANSWER_LIMIT.multipliedBy(2)) < 0, "all took " + took);
      statement.execute("ROLLBACK");
    }
  }

  private static Connection locked(Stage stage) throws Exception {
    Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + stage.ledger.path);
    try (Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    }
    return stranger;
  }

  private static LaunchRequest named(Stage stage, String id) {
    return stage.onTerminal("exit").draft().id(id).build();
  }

  /** Launches all at once; each must be refused. */
  private static List<Future<ApiException>> refusals(Stage stage, LaunchRequest... requests) {
    List<Future<ApiException>> refusals = new ArrayList<>();
    for (LaunchRequest request : requests) {
      FutureTask<ApiException> refusal =
          new FutureTask<>(
              () -> assertThrows(ApiException.class, () -> stage.sessions.launch(request)));
      Thread.ofPlatform().start(refusal);
      refusals.add(refusal);
    }
    return refusals;
  }
}
