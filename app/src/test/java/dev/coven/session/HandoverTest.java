package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.SessionCursor;
import dev.coven.ledger.StoredEvent;
import dev.coven.ledger.StoredSession;
import dev.coven.posix.Descriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that go from one daemon to the next; the daemons are parts in this process. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandoverTest {
  private static final int LINES = 100_000;

  @TempDir private Path directory;
  private Stage stage;
  private MemoryKeeper keeper = new MemoryKeeper();
  private Sessions sessions;
  private int runs;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(directory);
    begin();
  }

  /** What is live would be left to a daemon that never comes. */
  @AfterEach
  void close() throws Exception {
    for (StoredSession session :
        stage.ledger.ledger.read(reader -> reader.sessions(SessionCursor.NEWEST, true, 1000))) {
      if (session.record().status() == SessionStatus.RUNNING) {
        try {
          sessions.kill(session.record().id());
        } catch (ApiException ending) {
          assertEquals(ErrorCode.SESSION_NOT_LIVE, ending.code());
        }
        stage.awaitEnd(session.record().id());
      }
    }
    Wait.until("all are let go", () -> sessions.liveCount() == 0);
    sessions.shutdown();
    stage.ledger.close();
  }

  private void begin() throws Exception {
    runs++;
    sessions = stage.sessions("run-" + runs, Optional.of(keeper));
    sessions.start();
  }

  private void handOver() throws Exception {
    sessions.shutdown();
    keeper = keeper.next();
    begin();
  }

  private String launch(LaunchRequest request) throws Exception {
    return sessions.launch(request).record().id();
  }

  @Test
  void aTerminalGoesOnWithTheNextDaemon() throws Exception {
    String id = launch(stage.onTerminal("tty; read a; echo \"one $a\"; read b; tty; exit $b"));
    String tty = stage.awaitOutput(id, "(/dev/pts/[0-9]+)");
    handOver();
    assertEquals(SessionStatus.RUNNING, stage.record(id).status());
    assertEquals(1, sessions.liveCount());
    sessions.send(id, "first\n");
    stage.awaitOutput(id, "one first");
    handOver();
    sessions.send(id, "7\n");

    assertEquals(7, stage.awaitEnd(id).exitCode());
    assertEquals(SessionStatus.FAILED, stage.record(id).status());
    assertTrue(stage.output(id).endsWith(tty + "\r\n"), stage.output(id));
    List<EventKind> kinds = stage.ledger.kinds(id);
    assertEquals(EventKind.EXIT, kinds.getLast());
    assertEquals(2, kinds.stream().filter(EventKind.RECOVERY::equals).count());
    assertEquals("adopted", recovery(id).getFirst());
    Wait.until("its descriptors are given up", () -> keeper.count() == 0);
    assertFalse(Files.exists(stage.directory.resolve("sessions").resolve(id)));
  }

  @Test
  void aHarnessWhoseManifestIsGoneGoesOn() throws Exception {
    Files.createDirectory(stage.manifests());
    Path manifest =
        Files.writeString(
            stage.manifests().resolve("mine.json"),
            """
            {"adapters":[{"id":"mine","label":"Mine","executable":"mine","install_hint":"get it",
            "interactive_prompt_prefix_args":[],"non_interactive_prompt_prefix_args":[],
            "capabilities":{"stream":true},"stream_args":{"prefix_args":["-p"]}}]}
            """);
    Files.setPosixFilePermissions(manifest, PosixFilePermissions.fromString("rw-------"));
    stage.install("mine", "#!/bin/sh\nread -r a; echo up; read -r b; printf '%s\\n' \"$b\"\n");
    String id =
        launch(LaunchRequest.of(stage.project.toString(), "mine", "words", LaunchMode.STREAM));
    stage.awaitOutput(id, "up");
    Files.delete(manifest);
    handOver();
    sessions.send(id, "more");
    assertEquals(SessionStatus.COMPLETED, stage.awaitEnd(id).status());
    assertTrue(stage.output(id).contains("\"content\":\"more\""), stage.output(id));
  }

  @Test
  void whatGoesBetweenPipesGoesOnToo() throws Exception {
    String id =
        launch(
            stage.betweenPipes(
                "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo over; exit 3"));
    stage.awaitOutput(id, "begun");
    handOver();
    Files.createFile(stage.project.resolve("go"));
    assertEquals(3, stage.awaitEnd(id).exitCode());
    assertEquals("begun\nover\n", stage.output(id));
  }

  @Test
  void noByteIsMissingOrDoubledHoweverOftenItGoesOn() throws Exception {
    String id = launch(stage.onTerminal("stty -opost; read x; seq 1 " + LINES + "; echo over"));
    String piped = launch(stage.betweenPipes("seq 1 " + LINES + "; echo over"));
    sessions.send(id, "\n");
    for (int i = 0; i < 10; i++) {
      handOver();
    }
    stage.awaitEnd(id);
    stage.awaitEnd(piped);
    String lines =
        IntStream.rangeClosed(1, LINES)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining("\n", "", "\nover\n"));
    assertEquals(lines, stage.output(id).substring(stage.output(id).indexOf("1\n2\n")));
    assertEquals(lines, stage.output(piped));
  }

  @Test
  void aSecretThatBeganBeforeIsMaskedAfterwards() throws Exception {
    String id =
        launch(
            stage.onTerminal(
                "stty -echo; echo ready; printf 'PASSWORD='; read x; echo Xq7Rw2Lm9Tz4Kp; read y"));
    stage.awaitOutput(id, "PASSWORD=");
    handOver();
    sessions.send(id, "\n");
    sessions.send(id, "\n");
    stage.awaitEnd(id);
    assertFalse(stage.output(id).contains("Xq7Rw2"), stage.output(id));
    assertTrue(stage.output(id).contains("PASSWORD=**************"), stage.output(id));
  }

  @Test
  void noMoreThanTheLimitAreLive() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Stage.MAX_LIVE; i++) {
      ids.add(launch(stage.betweenPipes("exec sleep 1000")));
    }
    ApiException refused =
        assertThrows(ApiException.class, () -> launch(stage.onTerminal("echo no")));
    assertEquals(ErrorCode.RUNTIME_UNAVAILABLE, refused.code());
    assertTrue(refused.getMessage().contains("max-live"), refused::getMessage);
    sessions.kill(ids.getFirst());
    stage.awaitEnd(ids.getFirst());
    Wait.until("there is room", () -> sessions.liveCount() < Stage.MAX_LIVE);
    stage.awaitEnd(launch(stage.onTerminal("echo yes")));
    for (String id : ids.subList(1, ids.size())) {
      sessions.kill(id);
    }
  }

  @Test
  void whatEndedWhileNoDaemonRanGetsItsTrueEnd() throws Exception {
    String id =
        launch(
            stage.onTerminal(
                "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo last words; exit 9"));
    stage.awaitOutput(id, "begun");
    sessions.shutdown();
    Files.createFile(stage.project.resolve("go"));
    Path exit = stage.directory.resolve("sessions").resolve(id).resolve("exit");
    Wait.until("it has ended", () -> Files.exists(exit) && !Files.readString(exit).isEmpty());
    assertEquals(SessionStatus.RUNNING, stage.record(id).status(), "nobody has looked yet");
    keeper = keeper.next();
    begin();

    assertEquals(9, stage.awaitEnd(id).exitCode());
    assertTrue(stage.output(id).endsWith("last words\r\n"), stage.output(id));
  }

  @Test
  void aKillThatWasAskedForIsCarriedOut() throws Exception {
    String id =
        launch(stage.onTerminal("trap 'echo no' TERM; echo ready; while :; do sleep 1; done"));
    stage.awaitOutput(id, "ready");
    sessions.kill(id);
    stage.awaitOutput(id, "no");
    handOver();
    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
  }

  @Test
  void whatDidNotComeBackIsOrphanedAndEnded() throws Exception {
    String id = launch(stage.onTerminal("echo pid $$; exec sleep 1000"));
    long pid = Long.parseLong(stage.awaitOutput(id, "pid ([0-9]+)"));
    sessions.shutdown();
    keeper = new MemoryKeeper();
    begin();
    assertEquals(SessionStatus.ORPHANED, stage.record(id).status());
    assertEquals(List.of("orphaned"), recovery(id));
    Wait.until("it is ended", () -> !Stage.runs(pid));
  }

  @Test
  void anothersTerminalIsNotTaken() throws Exception {
    String one = launch(stage.onTerminal("echo one; exec sleep 1000"));
    String two = launch(stage.onTerminal("echo two; exec sleep 1000"));
    stage.awaitOutput(one, "one");
    stage.awaitOutput(two, "two");
    String mine = stage.ledger.session(one).key() + ".terminal";
    String others = stage.ledger.session(two).key() + ".terminal";
    sessions.shutdown();
    keeper = keeper.next();
    Descriptor swapped = keeper.left().put(mine, keeper.left().get(others));
    keeper.left().put(others, swapped);
    begin();
    assertEquals(SessionStatus.ORPHANED, stage.record(one).status());
    assertEquals(SessionStatus.ORPHANED, stage.record(two).status());
    assertEquals(0, keeper.count());
  }

  @Test
  void whatAServiceManagerEndsIsKilled() throws Exception {
    String id = launch(stage.onTerminal("echo pid $$; exec sleep 1000"));
    long pid = Long.parseLong(stage.awaitOutput(id, "pid ([0-9]+)"));
    keeper.stopping = true;
    ProcessHandle.of(pid).orElseThrow().destroy();
    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
    keeper.stopping = false;
  }

  @Test
  void whatAServiceManagerEndedRightBeforeTheDaemonIsKilledToo() throws Exception {
    String id =
        launch(stage.onTerminal("trap '' HUP TERM; echo pid $$; while :; do sleep 1; done"));
    long pid = Long.parseLong(stage.awaitOutput(id, "pid ([0-9]+)"));
    long shell = ProcessHandle.of(pid).orElseThrow().parent().orElseThrow().pid();
    handOver();
    keeper.stopping = true;
    for (long each : List.of(shell, pid)) {
      ProcessHandle.of(each).orElseThrow().destroyForcibly();
    }
    Wait.until("its shell is gone", () -> !Stage.runs(shell));
    sessions.shutdown();
    assertEquals(SessionStatus.KILLED, stage.record(id).status());
    keeper = new MemoryKeeper();
    begin();
  }

  @Test
  void clientsAreServedUntilNobodyAsks() throws Exception {
    String id = launch(stage.onTerminal("echo ready; read a; echo \"one $a\"; exec sleep 1000"));
    stage.awaitOutput(id, "ready");
    assertEquals(0, sessions.endUnlessKept());
    sessions.send(id, "first\n");
    stage.awaitOutput(id, "one first");
    String late = launch(stage.onTerminal("exit 4"));
    assertEquals(4, stage.awaitEnd(late).exitCode());
    handOver();
    assertEquals(SessionStatus.RUNNING, stage.record(id).status());
  }

  @Test
  void whatEndsDuringAHandOverWasNotKilled() throws Exception {
    // The terminal stays open for a while after the harness has gone.
    String id = launch(stage.onTerminal("trap '' HUP; { sleep 0.6; echo late; } & exit 4"));
    Path exit = stage.directory.resolve("sessions").resolve(id).resolve("exit");
    Wait.until("it has ended", () -> Files.exists(exit) && !Files.readString(exit).isEmpty());
    handOver();
    assertEquals(4, stage.awaitEnd(id).exitCode());
    assertEquals(SessionStatus.FAILED, stage.record(id).status());
    assertEquals("late\r\n", stage.output(id));
  }

  @Test
  void nothingOfOursIsOpenInAHarness() throws Exception {
    String list = "exec ls -l /proc/self/fd";
    String terminal = launch(stage.onTerminal(list));
    handOver();
    String later = launch(stage.onTerminal(list));
    String piped = launch(stage.betweenPipes(list));
    for (String id : List.of(terminal, later)) {
      stage.awaitEnd(id);
      assertEquals(List.of("/dev/pts", "/dev/pts", "/dev/pts", "/proc"), open(id));
    }
    stage.awaitEnd(piped);
    assertEquals(4, open(piped).size(), stage.output(piped));
  }

  private List<String> open(String id) throws Exception {
    return stage
        .output(id)
        .lines()
        .filter(line -> line.contains(" -> "))
        .map(line -> line.replaceAll(".* -> ", "").replaceAll("^(/[a-z]+(/pts)?).*", "$1"))
        .toList();
  }

  private List<String> recovery(String id) throws Exception {
    return stage.ledger.events(id).stream()
        .filter(event -> event.kind() == EventKind.RECOVERY)
        .map(StoredEvent::payloadJson)
        .map(payload -> Json.parseObject(payload).get("reason").getAsString())
        .toList();
  }
}
