package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.SessionCursor;
import dev.coven.ledger.StoredSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches that are refused, repeated, fail, or are many. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaunchTest {
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
  void whatCanBeRefusedIsRefusedBeforeThereIsARow() throws Exception {
    String root = stage.project.toString();
    assertReason("harness_unknown", LaunchRequest.of(root, "vi", "x", LaunchMode.INTERACTIVE));
    assertReason(
        "root_not_found", LaunchRequest.of(root + "/no", "codex", "x", LaunchMode.INTERACTIVE));
    assertReason("cwd_outside_root", stage.onTerminal("x").draft().cwd("..").build());
    assertReason("field_value", LaunchRequest.of(root, "codex", "x", LaunchMode.STREAM));
    Files.delete(stage.bin.resolve("codex"));
    assertReason("harness_not_installed", stage.onTerminal("x"));
    assertEquals(List.of(), all());
  }

  private void assertReason(String reason, LaunchRequest request) {
    ApiException refused = assertThrows(ApiException.class, () -> stage.sessions.launch(request));
    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals(reason, refused.details().get("reason").getAsString());
  }

  @Test
  void aSpawnThatFailsLeavesAFailedSessionWithAnExit() throws Exception {
    // Where the prompt's file should go.
    Files.createFile(stage.directory.resolve("sessions"));
    LaunchRequest request = stage.betweenPipes("exit 0").draft().id("doomed").build();

    ApiException failed = assertThrows(ApiException.class, () -> stage.sessions.launch(request));

    assertEquals(ErrorCode.LAUNCH_FAILED, failed.code());
    assertEquals("doomed", failed.details().get("sessionId").getAsString());
    assertEquals(SessionStatus.FAILED, stage.record("doomed").status());
    assertNull(stage.record("doomed").exitCode());
    assertEquals(List.of(EventKind.EXIT), stage.ledger.kinds("doomed"));
    assertEquals(
        "{\"exitCode\":null,\"status\":\"failed\"}",
        stage.ledger.events("doomed").getFirst().payloadJson());
    assertEquals(0, stage.sessions.liveCount());
    assertTrue(stage.sessions.launch(request).repeated(), "its outcome is known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no assignment, but a secret", "KEY=sec\0ret"})
  void aBadFileOfVariablesIsRefusedWithoutARow(String line) throws Exception {
    Files.writeString(stage.environmentFile(), "GOOD=1\n" + line + "\n");
    ApiException refused =
        assertThrows(ApiException.class, () -> stage.launch(stage.onTerminal("exit 0")));
    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals("environment_invalid", refused.details().get("reason").getAsString());
    assertTrue(
        refused.getMessage().startsWith(stage.environmentFile() + ", line 2: "),
        refused::getMessage);
    assertFalse(refused.toJson().toString().contains("sec"), refused::getMessage);
    assertEquals(List.of(), all());
  }

  /** One argument may have 128 KiB with its NUL; see execve(2). */
  @Test
  void aPromptThatNoArgumentTakesIsRefusedWithoutARow() throws Exception {
    String longest = ": " + "x".repeat(128 * 1024 - 1 - 2);
    stage.install("claude", "#!/bin/sh\nfor last; do :; done; printf %s \"$last\" | wc -c\n");
    LaunchRequest fits =
        LaunchRequest.of(stage.project.toString(), "claude", longest, LaunchMode.NON_INTERACTIVE);
    assertEquals("131071", stage.output(stage.run(fits)).strip());

    for (String harness : List.of("codex", "claude", "copilot")) {
      stage.install("copilot", "#!/bin/sh\n");
      LaunchRequest request =
          LaunchRequest.of(
              stage.project.toString(), harness, longest + "x", LaunchMode.INTERACTIVE);
      ApiException refused = assertThrows(ApiException.class, () -> stage.launch(request));
      assertEquals("field_value", refused.details().get("reason").getAsString());
      assertEquals("prompt", refused.details().get("field").getAsString());
      assertEquals(
          131071 - (harness.equals("copilot") ? "--interactive=".length() : 0),
          refused.details().get("maxBytes").getAsInt());
      assertTrue(refused.getMessage().contains("Put the text into a file"), refused::getMessage);
      assertEquals(
          harness.equals("codex"),
          refused.getMessage().contains("launch without a terminal"),
          refused::getMessage);
    }
    assertEquals(1, all().size());
  }

  @Test
  void standardInputTakesAPromptOfAnyLength() throws Exception {
    stage.install("codex", "#!/bin/sh\nwc -c\n");
    String megabyte = "x".repeat(1024 * 1024);
    assertEquals("1048576", stage.output(stage.run(stage.betweenPipes(megabyte))).strip());
    stage.install("claude", "#!/bin/sh\nread -r line; printf %s \"$line\" | wc -c\n");
    String id =
        stage.run(
            LaunchRequest.of(stage.project.toString(), "claude", megabyte, LaunchMode.STREAM));
    assertTrue(Integer.parseInt(stage.output(id).strip()) > 1024 * 1024);
  }

  @Test
  void aVariableThatNoProcessTakesIsRefusedByItsName() throws Exception {
    Files.writeString(stage.environmentFile(), "HUGE=" + "s".repeat(128 * 1024) + "\n");
    ApiException refused =
        assertThrows(ApiException.class, () -> stage.launch(stage.onTerminal("exit 0")));
    assertEquals("environment_invalid", refused.details().get("reason").getAsString());
    assertTrue(refused.getMessage().contains("HUGE"), refused::getMessage);
    assertFalse(refused.getMessage().contains("sss"), "a value is a secret");
    assertEquals(List.of(), all());
  }

  @Test
  void whatTheKernelTakesAltogetherIsNotExceeded() throws Exception {
    // A quarter of the stack's limit, 2 MiB as a rule, is what 8 of these stay below.
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      many.append("V" + i + "=" + "s".repeat(120 * 1024) + "\n");
    }
    Files.writeString(stage.environmentFile(), many);
    assertEquals(0, stage.awaitEnd(stage.launch(stage.onTerminal("exit 0"))).exitCode());
  }

  @Test
  void aModelIsNotTheRefusalOfAHarnessWithoutModels() throws Exception {
    Files.createDirectory(stage.manifests());
    Files.writeString(
        stage.manifests().resolve("mine.json"),
        """
        {"adapters":[{"id":"mine","label":"Mine","executable":"mine","install_hint":"get it",
        "interactive_prompt_prefix_args":["-i"],"non_interactive_prompt_prefix_args":[]}]}
        """);
    Files.setPosixFilePermissions(
        stage.manifests().resolve("mine.json"), PosixFilePermissions.fromString("rw-------"));
    stage.install("mine", "#!/bin/sh\nprintf '%s,' \"$@\"\n");
    LaunchRequest request =
        LaunchRequest.of(stage.project.toString(), "mine", "-x", LaunchMode.INTERACTIVE);
    assertEquals("-i,--,-x,", stage.output(stage.run(request)));
  }

  @Test
  void aHarnessThatCannotBeExecutedFails() throws Exception {
    stage.install("codex", "#!/no/such/interpreter\n");
    for (LaunchRequest request :
        List.of(
            stage.onTerminal("x").draft().id("tty").build(),
            stage.betweenPipes("x").draft().id("pipe").build())) {
      try {
        stage.launch(request);
      } catch (ApiException failed) {
        assertEquals(ErrorCode.LAUNCH_FAILED, failed.code());
      }
      assertEquals(SessionStatus.FAILED, stage.awaitEnd(request.id()).status());
      assertEquals(EventKind.EXIT, stage.ledger.kinds(request.id()).getLast());
    }
  }

  @Test
  void aRepeatedLaunchIsTheSameSession() throws Exception {
    LaunchRequest request = stage.onTerminal("echo x >> count").draft().id("mine").build();
    Launched first = stage.sessions.launch(request);
    stage.awaitEnd("mine");

    Launched second = stage.sessions.launch(request);

    assertFalse(first.repeated());
    assertTrue(second.repeated());
    assertEquals(stage.record("mine"), second.record());
    assertEquals("x\n", Files.readString(stage.project.resolve("count")));
  }

  @Test
  void anotherLaunchUnderTheSameIdIsAConflict() throws Exception {
    LaunchRequest request = stage.onTerminal("exit 0").draft().id("mine").build();
    stage.run(request);
    for (LaunchRequest other :
        List.of(
            request.draft().title("another").build(),
            request.draft().cwd(".").build(),
            stage.onTerminal("exit 1").draft().id("mine").build(),
            stage.betweenPipes("exit 0").draft().id("mine").build())) {
      ApiException refused = assertThrows(ApiException.class, () -> stage.sessions.launch(other));
      assertEquals(ErrorCode.SESSION_ID_CONFLICT, refused.code());
      assertEquals("mine", refused.details().get("sessionId").getAsString());
    }
  }

  @Test
  void aLaunchRepeatedAtOnceStartsOneHarness() throws Exception {
    for (int round = 0; round < 10; round++) {
      LaunchRequest request =
          stage.onTerminal("echo x >> count").draft().id("round" + round).build();
      CountDownLatch go = new CountDownLatch(1);
      List<CompletableFuture<Launched>> launches = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        launches.add(aside(go, () -> stage.sessions.launch(request)));
      }
      go.countDown();
      int launched = 0;
      for (CompletableFuture<Launched> launch : launches) {
        launched += Wait.result(launch).repeated() ? 0 : 1;
      }
      assertEquals(1, launched);
      stage.awaitEnd(request.id());
    }
    assertEquals("x\n".repeat(10), Files.readString(stage.project.resolve("count")));
  }

  private static <T> CompletableFuture<T> aside(CountDownLatch go, Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                Wait.open(go);
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fiftySessionsLeaveNothingBehind() throws Exception {
    stage.run(stage.onTerminal("exit 0"));
    stage.run(stage.betweenPipes("exit 0"));
    Wait.until("they are let go", () -> sessionThreads() == 0);
    long descriptors = descriptors();
    for (int batch = 0; batch < 5; batch++) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(stage.launch(stage.onTerminal("read -r x; echo $x")));
        ids.add(stage.launch(stage.betweenPipes("echo words")));
      }
      for (String id : ids) {
        if (stage.record(id).status() == SessionStatus.RUNNING) {
          try {
            stage.sessions.send(id, "words\n");
          } catch (ApiException pipedOrEnded) {
            assertEquals(ErrorCode.SESSION_NOT_LIVE, pipedOrEnded.code());
          }
        }
      }
      for (String id : ids) {
        stage.awaitEnd(id);
        assertTrue(stage.output(id).contains("words"), stage.output(id));
      }
    }
    Wait.until("all threads have ended", () -> sessionThreads() == 0);
    Wait.until("all descriptors are closed", () -> descriptors() <= descriptors);
    assertEquals(0, stage.sessions.liveCount());
  }

  private static long sessionThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("coven-(output|session|input|kill)-.*"))
        .count();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private List<StoredSession> all() throws SQLException {
    return stage.ledger.ledger.read(reader -> reader.sessions(SessionCursor.NEWEST, true, 100));
  }

  @Test
  void limitsAreRefusedWhereNobodyEnforcesThem() throws Exception {
    LaunchRequest request =
        stage
            .onTerminal("echo never")
            .draft()
            .limits(new SessionLimits(OptionalLong.of(64L << 20), Optional.empty()))
            .build();
    ApiException refused = assertThrows(ApiException.class, () -> stage.sessions.launch(request));
    assertEquals("limits", refused.details().get("field").getAsString());
    assertEquals(0, stage.sessions.liveCount());
  }
}
