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
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A harness between pipes: the prompt comes on standard input. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipedSessionTest {
  /** The end of a script: exits when the test says so. */
  private static final String UNTIL_GO = " while [ ! -e go ]; do sleep 0.02; done; exit 0";

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
  void thePromptComesWholeAndThenEnds() throws Exception {
    stage.install("codex", "#!/bin/sh\ncat > prompt; printf '<%s>' \"$@\"\n");
    String prompt = "é€😀 many words\n".repeat(60_000);
    String id = stage.run(stage.betweenPipes(prompt));

    assertEquals(prompt, Files.readString(stage.project.resolve("prompt")));
    assertEquals("<exec><--skip-git-repo-check><--color><never><--><->", stage.output(id));
    assertEquals(SessionStatus.COMPLETED, stage.record(id).status());
  }

  @Test
  void standardErrorStandsAmongTheOutput() throws Exception {
    String id = stage.run(stage.betweenPipes("echo out; echo err >&2; echo out again; exit 4"));
    assertEquals("out\nerr\nout again\n", stage.output(id));
    assertEquals(4, stage.record(id).exitCode());
  }

  @Test
  void itHasNoTerminalAndSaysSo() throws Exception {
    String id = stage.run(stage.betweenPipes("echo $TERM; test -t 0 || test -t 1 || echo none"));
    assertEquals("dumb\nnone\n", stage.output(id));
  }

  @Test
  void aSignalGives128AndItsNumber() throws Exception {
    assertEquals(137, stage.record(stage.run(stage.betweenPipes("kill -9 $$"))).exitCode());
    assertEquals(143, stage.record(stage.run(stage.betweenPipes("kill -TERM $$"))).exitCode());
  }

  @Test
  void inputIsRefusedSinceStandardInputIsClosed() throws Exception {
    String id = stage.launch(stage.betweenPipes("echo ready; sleep 1000"));
    stage.awaitOutput(id, "ready");

    ApiException refused =
        assertThrows(ApiException.class, () -> stage.sessions.send(id, "more\n"));

    assertEquals(ErrorCode.SESSION_NOT_LIVE, refused.code());
    assertEquals("stdin_closed", refused.details().get("reason").getAsString());
    assertEquals(id, refused.details().get("sessionId").getAsString());
    assertThrows(ApiException.class, () -> stage.sessions.requireTypable(id));
  }

  @Test
  void aHarnessThatDoesNotReadItsPromptMayStillEnd() throws Exception {
    stage.install("codex", "#!/bin/sh\nexec 0<&-\nexit 5\n");
    for (int i = 0; i < 10; i++) {
      String id = stage.run(stage.betweenPipes("unread ".repeat(50_000)));
      assertEquals(5, stage.record(id).exitCode());
    }
    assertTrue(stage.sessions.failure().isEmpty());
  }

  @Test
  void allOutputIsThereThoughTheHarnessExitsAtOnce() throws Exception {
    String id = stage.run(stage.betweenPipes("seq 1 800000; exit 0"));
    String expected =
        IntStream.rangeClosed(1, 800_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    String output = stage.output(id);
    assertEquals(expected.length(), output.length());
    assertTrue(expected.equals(output));
  }

  @Test
  void whatAHarnessLeavesRunningIsEndedWithIt() throws Exception {
    String id = stage.launch(stage.betweenPipes("sleep 1000 & echo child $!;" + UNTIL_GO));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\n"));
    Files.createFile(stage.project.resolve("go"));

    SessionRecord record = stage.awaitEnd(id);

    assertEquals(SessionStatus.COMPLETED, record.status());
    assertEquals(0, record.exitCode());
    assertFalse(Stage.runs(child));
  }

  @Test
  void aChattyLeftoverDoesNotKeepTheSessionLive() throws Exception {
    String id =
        stage.launch(
            stage.betweenPipes(
                "(while :; do echo x || exit; sleep 0.1; done) & echo child $!;" + UNTIL_GO));
    long child = Long.parseLong(stage.awaitOutput(id, "child ([0-9]+)\n"));
    Files.createFile(stage.project.resolve("go"));
    assertEquals(SessionStatus.COMPLETED, stage.awaitEnd(id).status());
    Wait.until("nobody reads it any more", () -> !Stage.runs(child));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStrangerWhoHoldsThePipeDoesNotHoldTheEnd() throws Exception {
    String id =
        stage.launch(stage.betweenPipes("(env -i setsid sleep 1000 & echo stranger $!) ; exit 0"));
    long stranger = Long.parseLong(stage.awaitOutput(id, "stranger ([0-9]+)\n"));
    try {
      assertEquals(SessionStatus.COMPLETED, stage.awaitEnd(id).status());
      Wait.until("it is let go", () -> stage.sessions.liveCount() == 0);
      assertTrue(Stage.runs(stranger), "it left no trace on purpose");
    } finally {
      ProcessHandle.of(stranger).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingOfOursIsOpenInAHarness() throws Exception {
    String id = stage.run(stage.betweenPipes("exec ls -l /proc/self/fd"));
    List<String> links =
        Arrays.stream(stage.output(id).split("\n"))
            .filter(line -> line.contains(" -> "))
            .map(line -> line.replaceAll(".* ([0-9]+ -> .*)", "$1"))
            .toList();
    assertEquals(4, links.size(), links.toString());
    assertTrue(
        links.get(0).matches("0 -> .*/sessions/" + id + "/prompt \\(deleted\\)"), links::toString);
    assertTrue(links.get(1).matches("1 -> pipe:.*"), links::toString);
    assertEquals(links.get(1).substring(1), links.get(2).substring(1), "one pipe for both");
    assertTrue(links.get(3).matches("3 -> /proc/.*"), links::toString);
  }

  @Test
  void aStreamGetsItsPromptAndInputsAsLines() throws Exception {
    stage.install("claude", "#!/bin/sh\nread -r a; read -r b; printf '%s\\n%s\\n' \"$a\" \"$b\"\n");
    String id = stage.launch(stream("first \"words\""));
    stage.sessions.send(id, "second\nline");
    stage.awaitEnd(id);

    List<String> lines = stage.output(id).lines().toList();
    assertEquals("first \"words\"", content(lines.get(0)));
    assertEquals("second\nline", content(lines.get(1)));
    assertTrue(stage.ledger.kinds(id).contains(EventKind.INPUT));
  }

  private static String content(String line) {
    var json = Json.parseObject(line);
    assertEquals("user", Json.text(json, "type").orElseThrow());
    return Json.text(json.getAsJsonObject("message"), "content").orElseThrow();
  }

  @Test
  void inputThatNobodyTakesHarmsThatSessionAlone() throws Exception {
    stage.install("claude", "#!/bin/sh\nread -r a; exec 0<&-; echo ready;" + UNTIL_GO);
    String id = stage.launch(stream("words"));
    stage.awaitOutput(id, "ready");

    ApiException refused = assertThrows(ApiException.class, () -> stage.sessions.send(id, "more"));
    assertEquals(ErrorCode.SEND_INPUT_FAILED, refused.code());
    Files.createFile(stage.project.resolve("go"));

    assertEquals(SessionStatus.COMPLETED, stage.awaitEnd(id).status());
    Wait.until("it is let go", () -> stage.sessions.liveCount() == 0);
    assertTrue(stage.sessions.failure().isEmpty(), () -> "" + stage.sessions.failure());
  }

  private LaunchRequest stream(String prompt) {
    return LaunchRequest.of(stage.project.toString(), "claude", prompt, LaunchMode.STREAM);
  }
}
