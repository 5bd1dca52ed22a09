package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.StoredEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A kill ends the harness and everything it started, and says so only then. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = Stage.open(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aWillingHarnessIsKilledAtOnce() throws Exception {
    String id = stage.launch(stage.onTerminal("echo ready; exec sleep 1000"));
    stage.awaitOutput(id, "ready");
    long before = System.nanoTime();
    stage.sessions.kill(id);

    SessionRecord record = stage.awaitEnd(id);

    assertEquals(SessionStatus.KILLED, record.status());
    assertEquals(143, record.exitCode());
    assertTrue(System.nanoTime() - before < ProcessTree.GRACE.toNanos());
    List<StoredEvent> events = stage.ledger.events(id);
    assertEquals(List.of(EventKind.OUTPUT, EventKind.KILL, EventKind.EXIT), stage.ledger.kinds(id));
    assertEquals("{\"status\":\"killed\"}", events.get(1).payloadJson());
    assertEquals("{\"exitCode\":143,\"status\":\"killed\"}", events.get(2).payloadJson());
  }

  @Test
  void aTreeThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal(
                "trap '' TERM HUP; sh -c 'echo child $$; while :; do sleep 0.1; done' & wait"));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\r"));
    stage.sessions.kill(id);

    SessionRecord record = stage.awaitEnd(id);

    assertEquals(SessionStatus.KILLED, record.status());
    assertEquals(137, record.exitCode());
    assertFalse(Stage.runs(child));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aChildInASessionOfItsOwnIsKilledToo() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal("setsid sh -c 'echo child $$; exec sleep 1000' & wait; wait"));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\r"));
    stage.sessions.kill(id);
    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
    assertFalse(Stage.runs(child));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aChildWhoseParentDiedIsKilledToo() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal("trap '' HUP; (sleep 1000 & echo child $!); exec sleep 1000"));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\r"));
    stage.sessions.kill(id);
    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
    assertFalse(Stage.runs(child));
  }

  /** Its parent is gone, its session is its own, and it hears no hang-up: only its mark is left. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aChildThatCutEveryTieIsKilledToo() throws Exception {
    for (boolean terminal : List.of(true, false)) {
      String script =
          "setsid sh -c \"(trap '' HUP TERM; echo child \\$(exec sh -c 'echo \\$PPID');"
              + " while :; do sleep 0.1; done) & exit\"; sleep 1000";
      String id = stage.launch(terminal ? stage.onTerminal(script) : stage.betweenPipes(script));
      long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\r?\n"));
      assertTrue(Stage.runs(child));
      stage.sessions.kill(id);
      assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
      assertFalse(Stage.runs(child));
    }
  }

  /** The session ends with its harness, and not with what that left running. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAHarnessLeavesRunningIsEndedASecondAfterIt() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal(
                "setsid sh -c '(trap \"\" HUP TERM; sleep 0.2; echo late; exec sleep 1000)"
                    + " & echo child $!'; exit 3"));
    SessionRecord record = stage.awaitEnd(id);
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\r"));
    assertEquals(SessionStatus.FAILED, record.status());
    assertEquals(3, record.exitCode());
    assertFalse(Stage.runs(child));
    assertTrue(stage.output(id).contains("late"), stage.output(id));
    assertEquals(EventKind.EXIT, stage.ledger.kinds(id).getLast());
  }

  @Test
  void aTreeThatGrowsMeanwhileIsKilledWhole() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal(
                """
                trap '' TERM HUP
                echo ready
                while :; do sleep 1000 & echo child $!; sleep 0.01; done
                """));
    stage.awaitOutput(id, "ready");
    stage.sessions.kill(id);

    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
    List<Long> left =
        stage
            .output(id)
            .lines()
            .filter(line -> line.matches("child [0-9]+"))
            .map(line -> Long.parseLong(line.substring(6)))
            .filter(Stage::runs)
            .toList();
    left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    assertEquals(List.of(), left);
  }

  @Test
  void aSecondKillChangesNothing() throws Exception {
    String id = stage.launch(stage.onTerminal("trap '' TERM; echo ready; sleep 2; sleep 1000"));
    stage.awaitOutput(id, "ready");
    stage.sessions.kill(id);
    stage.sessions.kill(id);
    stage.awaitEnd(id);
    assertEquals(1, stage.ledger.kinds(id).stream().filter(kind -> kind == EventKind.KILL).count());
  }

  @Test
  void whatHasEndedIsNotKilled() throws Exception {
    String id = stage.run(stage.onTerminal("exit 0"));
    Wait.until("it is let go", () -> stage.sessions.liveCount() == 0);

    assertRefused(ErrorCode.SESSION_NOT_LIVE, id, () -> stage.sessions.kill(id));
    assertRefused(ErrorCode.SESSION_NOT_LIVE, id, () -> stage.sessions.send(id, "x"));
    assertRefused(ErrorCode.SESSION_NOT_FOUND, "none", () -> stage.sessions.kill("none"));
    assertRefused(ErrorCode.SESSION_NOT_FOUND, "none", () -> stage.sessions.send("none", "x"));
    assertEquals(SessionStatus.COMPLETED, stage.record(id).status());
    assertEquals(EventKind.EXIT, stage.ledger.kinds(id).getLast());
  }

  @Test
  void aPipedHarnessIsKilledWithItsChildren() throws Exception {
    String id = stage.launch(stage.betweenPipes("sleep 1000 & echo child $!; exec sleep 1000"));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\n"));
    stage.sessions.kill(id);
    SessionRecord record = stage.awaitEnd(id);
    assertEquals(SessionStatus.KILLED, record.status());
    assertEquals(143, record.exitCode());
    assertFalse(Stage.runs(child));
  }

  @Test
  void aNumberThatIsAnothersByNowIsLeftAlone() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "1000").start();
    try {
      assertEquals(Set.of(), ProcessTree.leftBy("nobody", stranger.pid()).terminate());
      assertTrue(stranger.isAlive());
    } finally {
      stranger.destroyForcibly();
    }
  }

  private static void assertRefused(ErrorCode code, String id, Executable call) {
    ApiException refused = assertThrows(ApiException.class, call);
    assertEquals(code, refused.code());
    assertEquals(id, refused.details().get("sessionId").getAsString());
  }
}
