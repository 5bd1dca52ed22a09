package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.SessionStatus;
import dev.coven.harness.Invocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A working directory that goes, or leads elsewhere, between its check and the harness's begin. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostDirectoryTest {
  private static final String TRACE = "ran-in-the-wrong-place";

  @TempDir private Path directory;

  /** The launch waits for a ledger that somebody else holds, and meanwhile the directory goes. */
  @ParameterizedTest
  @CsvSource({
    "INTERACTIVE,false",
    "INTERACTIVE,true",
    "NON_INTERACTIVE,false",
    "NON_INTERACTIVE,true"
  })
  void nothingRunsAnywhereElse(LaunchMode mode, boolean link) throws Exception {
    try (Stage stage = Stage.open(directory);
        Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + stage.ledger.path);
        Statement statement = stranger.createStatement()) {
      Path cwd = Files.createDirectory(stage.project.resolve("cwd"));
      Path elsewhere = Files.createDirectory(stage.directory.resolve("elsewhere"));
      statement.execute("BEGIN IMMEDIATE");
      LaunchRequest request =
          LaunchRequest.of(stage.project.toString(), "codex", "touch " + TRACE, mode)
              .draft()
              .cwd("cwd")
              .build()
              .draft()
              .id("lost")
              .build();
      FutureTask<ApiException> refusal =
          new FutureTask<>(
              () -> assertThrows(ApiException.class, () -> stage.sessions.launch(request)));
      Thread.ofPlatform().start(refusal);
      Wait.until("the launch waits", () -> stage.ledger.writer.trouble().isPresent());
      Files.delete(cwd);
      if (link) {
        Files.createSymbolicLink(cwd, elsewhere);
      }
      statement.execute("ROLLBACK");

      ApiException told = Wait.result(refusal);

      assertEquals(ErrorCode.LAUNCH_FAILED, told.code());
      assertEquals("lost", told.details().get("sessionId").getAsString());
      assertEquals(SessionStatus.FAILED, stage.record("lost").status());
      assertFalse(Files.exists(elsewhere.resolve(TRACE)));
      assertFalse(Files.exists(Path.of(TRACE)), "in the daemon's own directory");
      assertEquals(0, stage.sessions.liveCount());
    }
  }

  /** Later still, only the shell can see it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @EnabledOnOs(OS.LINUX)
  void theShellBeginsNothingElsewhere(boolean kept) throws Exception {
    try (Stage stage = Stage.open(directory)) {
      Path elsewhere = Files.createDirectory(stage.directory.resolve("elsewhere"));
      Path cwd = Files.createSymbolicLink(stage.project.resolve("cwd"), elsewhere);
      Path sessions = stage.directory.resolve("files");
      Starter starter =
          kept ? new KeptStarter(new MemoryKeeper(), sessions) : new PlainStarter(sessions);
      for (Invocation.Input input :
          List.of(new Invocation.Input.Terminal(), new Invocation.Input.Once("words"))) {
        HarnessProcess process =
            starter.start(
                new HarnessStart(
                    "s",
                    1,
                    List.of("/usr/bin/touch", TRACE),
                    cwd,
                    Map.of("PATH", "/usr/bin:/bin"),
                    "022",
                    input,
                    SessionLimits.NONE));
        process.begin();
        assertEquals(125, process.waitFor().orElseThrow());
        process.close();
      }
      assertFalse(Files.exists(elsewhere.resolve(TRACE)));
    }
  }

  @Test
  void aDirectoryThatGoesBeforeTheCheckLeavesNoRow() throws Exception {
    try (Stage stage = Stage.open(directory)) {
      LaunchRequest request =
          stage.onTerminal("exit 0").draft().cwd("gone").build().draft().id("lost").build();
      Files.delete(Files.createDirectory(stage.project.resolve("gone")));
      assertThrows(ApiException.class, () -> stage.sessions.launch(request));
      assertEquals(Optional.empty(), stage.ledger.ledger.read(reader -> reader.session("lost")));
    }
  }
}
