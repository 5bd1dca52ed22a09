package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.home.ProcessIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds, and what a shutdown leaves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionsLifecycleTest {
  @TempDir private Path directory;

  @Test
  void nothingIsLaunchedBeforeTheStartAndAfterTheShutdown() throws Exception {
    Stage stage = new Stage(directory);
    assertUnavailable(stage);
    stage.sessions.start();
    stage.run(stage.onTerminal("exit 0"));
    stage.sessions.shutdown();
    assertUnavailable(stage);
    stage.ledger.close();
  }

  private static void assertUnavailable(Stage stage) {
    ApiException refused =
        assertThrows(ApiException.class, () -> stage.sessions.launch(stage.onTerminal("exit 0")));
    assertEquals(ErrorCode.RUNTIME_UNAVAILABLE, refused.code());
  }

  @Test
  void aShutdownEndsLiveSessionsAndWritesItDown() throws Exception {
    Stage stage = Stage.open(directory);
    List<String> ids = new ArrayList<>();
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String script =
          "echo pid $$; "
              + (i == 0 ? "trap '' TERM; while :; do sleep 0.1; done" : "exec sleep 1000");
      String id = stage.launch(i % 2 == 0 ? stage.onTerminal(script) : stage.betweenPipes(script));
      ids.add(id);
      pids.add(Long.parseLong(stage.awaitOutput(id, "pid ([0-9]+)\r?\n")));
    }

    stage.sessions.shutdown();

    for (int i = 0; i < ids.size(); i++) {
      assertEquals(SessionStatus.KILLED, stage.record(ids.get(i)).status());
      List<EventKind> kinds = new ArrayList<>(stage.ledger.kinds(ids.get(i)));
      assertEquals(EventKind.OUTPUT, kinds.getFirst());
      assertEquals(EventKind.EXIT, kinds.getLast());
      // A shell may have a word to say about the TERM, before the end or after the request for it.
      kinds.removeIf(EventKind.OUTPUT::equals);
      assertEquals(List.of(EventKind.KILL, EventKind.EXIT), kinds);
      assertFalse(Stage.runs(pids.get(i)));
    }
    assertEquals(0, stage.sessions.liveCount());
    stage.ledger.close();
  }

  @Test
  void aLeftoverOfAnEarlierRunIsEndedAndItsSessionOrphaned() throws Exception {
    Stage stage = new Stage(directory);
    Process leftover = new ProcessBuilder("sleep", "1000").start();
    record(stage, "left", leftover.pid(), ProcessIdentity.of(leftover.pid()).orElseThrow().start());

    stage.sessions.start();

    assertEquals(SessionStatus.ORPHANED, stage.record("left").status());
    assertEquals(EventKind.RECOVERY, stage.ledger.kinds("left").getLast());
    assertEquals(143, Wait.result(leftover.onExit()).exitValue());
    stage.close();
  }

  @Test
  void aStrangerUnderTheOldNumberIsLeftAlone() throws Exception {
    Stage stage = new Stage(directory);
    Process stranger = new ProcessBuilder("sleep", "1000").start();
    try {
      record(stage, "left", stranger.pid(), "another boot:1");
      stage.sessions.start();
      assertEquals(SessionStatus.ORPHANED, stage.record("left").status());
      assertTrue(stranger.isAlive());
      stage.close();
    } finally {
      stranger.destroyForcibly();
    }
  }

  private static void record(Stage stage, String id, long pid, String start) throws Exception {
    long key = stage.ledger.insert(id).key();
    stage.ledger.commit(transaction -> transaction.running(key, pid, start));
  }
}
