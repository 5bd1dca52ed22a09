package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.Conversation;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.StoredEvent;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A harness on a terminal, from its launch to its last event. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalSessionTest {
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
  void theDemoIsRecordedWhole() throws Exception {
    LaunchRequest request =
        LaunchRequest.of(
            stage.project.toString(), "demo", "write a poem, exit 3", LaunchMode.NON_INTERACTIVE);
    Launched launched = stage.sessions.launch(request);
    assertEquals(SessionStatus.RUNNING, launched.record().status());
    assertFalse(launched.repeated());

    SessionRecord ended = stage.awaitEnd(launched.record().id());

    assertEquals(SessionStatus.FAILED, ended.status());
    assertEquals(3, ended.exitCode());
    assertEquals("write a poem, exit 3", ended.title());
    assertEquals(
        """
        demo: asked to: write a poem, exit 3\r
        demo: step 1 of 3: read the project\r
        demo: step 2 of 3: think\r
        demo: step 3 of 3: write the change\r
        demo: done, exit code 3\r
        """,
        stage.output(ended.id()));
    StoredEvent last = stage.ledger.events(ended.id()).getLast();
    assertEquals("{\"exitCode\":3,\"status\":\"failed\"}", last.payloadJson());
  }

  @Test
  void aDemoThatAsksIsAnswered() throws Exception {
    LaunchRequest request =
        LaunchRequest.of(stage.project.toString(), "demo", "change it", LaunchMode.INTERACTIVE);
    String id = stage.launch(request);
    stage.awaitOutput(id, "shall I go on");

    stage.sessions.send(id, "n\r");

    assertEquals(1, stage.awaitEnd(id).exitCode());
    assertTrue(stage.output(id).contains("stopped on request"));
    List<StoredEvent> typed =
        stage.ledger.events(id).stream().filter(e -> e.kind() == EventKind.INPUT).toList();
    assertEquals(1, typed.size());
    assertEquals(
        "n\r", Json.text(Json.parseObject(typed.getFirst().payloadJson()), "data").orElseThrow());
    assertEquals(EventKind.EXIT, stage.ledger.events(id).getLast().kind());
  }

  @Test
  void theTerminalHasASizeAndAKind() throws Exception {
    String id = stage.run(stage.onTerminal("stty size; echo $TERM; tty"));
    String[] lines = stage.output(id).split("\r\n");
    assertEquals("24 80", lines[0]);
    assertEquals("xterm-256color", lines[1]);
    assertTrue(lines[2].startsWith("/dev/"), lines[2]);
  }

  @Test
  void theEnvironmentHoldsOurNamesAlone() throws Exception {
    Files.writeString(stage.environmentFile(), "TOKEN=a=b\n");
    stage.install("codex", "#!/usr/bin/env -S sh -c 'exec env'\n");
    String id = stage.run(stage.onTerminal("unused"));
    List<String> lines = Arrays.stream(stage.output(id).split("\r\n")).sorted().toList();
    assertEquals(
        List.of("COVEN_SESSION_ID", "HOME", "LANG", "PATH", "PWD", "TERM", "TOKEN"),
        lines.stream().map(line -> line.split("=", 2)[0]).toList());
    assertTrue(lines.contains("COVEN_SESSION_ID=" + id));
    assertTrue(lines.contains("TOKEN=a=b"));
  }

  @Test
  void itRunsInTheDirectoryThatWasAskedFor() throws Exception {
    Path inner = Files.createDirectory(stage.project.resolve("a b"));
    String id = stage.run(stage.onTerminal("pwd -P").draft().cwd("a b").build());
    assertEquals(inner + "\r\n", stage.output(id));
    assertEquals(stage.project.toString(), stage.record(id).projectRoot());
  }

  @ParameterizedTest
  @CsvSource({
    "'exit 0',0,COMPLETED",
    "'exit 255',255,FAILED",
    "'kill -9 $$',137,FAILED",
    "'kill -TERM $$',143,FAILED",
    "'kill -HUP $$',129,FAILED"
  })
  void theExitCodeSaysHowItEnded(String script, int code, SessionStatus status) throws Exception {
    SessionRecord record = stage.record(stage.run(stage.onTerminal(script)));
    assertEquals(code, record.exitCode());
    assertEquals(status, record.status());
  }

  @Test
  void aConversationThatEndedWellIsIdle() throws Exception {
    LaunchRequest plain = stage.onTerminal("exit 0");
    LaunchRequest request =
        new LaunchRequest(
            plain.projectRoot(),
            "claude",
            plain.prompt(),
            null,
            null,
            null,
            LaunchMode.NON_INTERACTIVE,
            plain.labels(),
            plain.visibility(),
            null,
            new Conversation(Conversation.Mode.INIT, "talk-1"),
            null,
            SessionLimits.NONE);
    SessionRecord record = stage.record(stage.run(request));
    assertEquals(SessionStatus.IDLE, record.status());
    assertEquals("talk-1", record.conversationId());
  }

  @Test
  void allOutputIsThereThoughTheHarnessExitsAtOnce() throws Exception {
    String id = stage.run(stage.onTerminal("seq 1 400000; exit 0"));
    String expected =
        IntStream.rangeClosed(1, 400_000).mapToObj(i -> i + "\r\n").collect(Collectors.joining());
    String output = stage.output(id);
    assertEquals(expected.length(), output.length());
    assertTrue(expected.equals(output));
  }

  @Test
  void charactersAreNeverTorn() throws Exception {
    String id =
        stage.run(stage.onTerminal("i=0; while [ $i -lt 3000 ]; do echo '€😀é'; i=$((i+1)); done"));
    for (StoredEvent event : stage.ledger.events(id)) {
      assertEquals(-1, event.text().indexOf('\ufffd'), event.text());
    }
    assertEquals("€😀é\r\n".repeat(3000), stage.output(id));
  }

  @Test
  void aPromptIsOneArgumentWhateverIsInIt() throws Exception {
    stage.install("codex", "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
    String prompt = "-rf \"$(id)\" 'é' \\ `x` *\n2nd line";
    String id = stage.run(stage.onTerminal(prompt));
    assertEquals(("<--><" + prompt + ">").replace("\n", "\r\n"), stage.output(id));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingOfOursIsOpenInAHarness() throws Exception {
    try (FileChannel file = FileChannel.open(stage.ledger.path, StandardOpenOption.READ);
        ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertTrue(file.isOpen());
      socket.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      String id = stage.run(stage.onTerminal("exec ls -l /proc/self/fd"));
      List<String> links =
          Arrays.stream(stage.output(id).split("\r\n"))
              .filter(line -> line.contains(" -> "))
              .map(line -> line.replaceAll(".* ([0-9]+ -> .*)", "$1"))
              .toList();
      // Its own listing of the directory is the fourth.
      assertEquals(4, links.size(), links.toString());
      for (String link : links) {
        assertTrue(link.contains("/dev/pts/") || link.matches("3 -> /proc/.*"), links.toString());
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itLeadsASessionAndNoSignalIsIgnoredOrBlocked() throws Exception {
    String id =
        stage.run(
            stage.onTerminal(
                "cut -d' ' -f6 /proc/$$/stat; echo $$; exec grep -E '^Sig(Blk|Ign)'"
                    + " /proc/self/status"));
    String[] lines = stage.output(id).split("\r\n");
    assertEquals(lines[1], lines[0], "it leads its session");
    // The first 31 are signals of programs; those above belong to libraries.
    assertEquals(0, Long.parseUnsignedLong(lines[2].split("\t")[1], 16) & 0x7fff_ffff, lines[2]);
    assertEquals(0, Long.parseUnsignedLong(lines[3].split("\t")[1], 16) & 0x7fff_ffff, lines[3]);
  }

  @Test
  void inputComesInOrderAndIsWrittenDown() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal(
                "stty -echo; echo ready; while read -r x; do echo \"got $x\"; [ $x = q ] && exit;"
                    + " done"));
    stage.awaitOutput(id, "ready");
    StringBuilder typed = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      stage.sessions.send(id, i + "\n");
      typed.append(i + "\n");
    }
    stage.sessions.send(id, "q\n");
    typed.append("q\n");
    stage.awaitEnd(id);

    assertEquals(List.of(""), typedText(id).distinct().toList(), "nothing of it was shown");
    assertEquals(typed.length(), typedUnseen(id));
    String echoed =
        typed.toString().lines().map(l -> "got " + l + "\r\n").collect(Collectors.joining());
    assertEquals("ready\r\n" + echoed, stage.output(id));
    assertEquals(EventKind.EXIT, stage.ledger.events(id).getLast().kind());
  }

  @Test
  void whatWasTypedIsWrittenDownWhole() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal("echo ready; while read -r x; do [ \"$x\" = q ] && exit; done"));
    stage.awaitOutput(id, "ready");
    StringBuilder typed = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      stage.sessions.send(id, i + " ä\n");
      typed.append(i + " ä\n");
    }
    stage.sessions.send(id, "q\n");
    typed.append("q\n");
    stage.awaitEnd(id);

    assertEquals(typed.toString(), typedText(id).collect(Collectors.joining()));
    assertEquals(0, typedUnseen(id));
  }

  @Test
  void aPasswordThatIsNotShownIsNotWrittenDown() throws Exception {
    String id =
        stage.launch(
            stage.onTerminal(
                "stty -echo; echo password; read -r x; stty echo; echo \"got ${#x}\"; read -r y"));
    stage.awaitOutput(id, "password");
    stage.sessions.send(id, "open sesame\n");
    stage.awaitOutput(id, "got 11");
    stage.sessions.send(id, "seen\n");
    stage.awaitEnd(id);

    assertEquals("seen\n", typedText(id).collect(Collectors.joining()));
    assertEquals("open sesame\n".length(), typedUnseen(id));
    assertFalse(stage.output(id).contains("sesame"));
  }

  private Stream<String> typedText(String id) throws Exception {
    return inputs(id).map(input -> input.get("data").getAsString());
  }

  private int typedUnseen(String id) throws Exception {
    return inputs(id)
        .filter(input -> input.has("redacted"))
        .mapToInt(input -> input.get("redacted").getAsInt())
        .sum();
  }

  private Stream<JsonObject> inputs(String id) throws Exception {
    return stage.ledger.events(id).stream()
        .filter(event -> event.kind() == EventKind.INPUT)
        .map(event -> Json.parseObject(event.payloadJson()));
  }

  @Test
  void aHarnessThatDoesNotReadHoldsNobodyUp() throws Exception {
    String id = stage.launch(stage.onTerminal("stty raw -echo; echo ready; exec sleep 1000"));
    stage.awaitOutput(id, "ready");
    stage.sessions.send(id, "x".repeat(200_000));
    stage.sessions.kill(id);
    assertEquals(SessionStatus.KILLED, stage.awaitEnd(id).status());
    Wait.until("it is let go", () -> stage.sessions.liveCount() == 0);
  }

  @Test
  void aFinalStatusIsSeenOnlyWithTheLastEvent() throws Exception {
    for (int i = 0; i < 20; i++) {
      String id = stage.launch(stage.onTerminal("echo words"));
      SessionRecord record = stage.awaitEnd(id);
      assertNull(record.archivedAt());
      assertEquals(EventKind.EXIT, stage.ledger.events(id).getLast().kind());
      assertEquals("words\r\n", stage.output(id));
    }
  }
}
