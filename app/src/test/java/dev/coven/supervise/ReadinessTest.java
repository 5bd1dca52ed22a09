package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.coven.client.FakeDaemon;
import dev.coven.home.CovenHome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadinessTest {
  private static final Duration ENDLESS = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir private Path directory;
  private CovenHome home;
  private final ServiceManager manager = mock(ServiceManager.class);
  private final ScriptedCommands commands = new ScriptedCommands();

  @BeforeEach
  void make() {
    home = new CovenHome(directory);
    when(manager.name()).thenReturn("systemd");
    commands.on(" -t coven", "cannot go on\n");
  }

  @Test
  void aCrashLoopIsToldLongBeforeTheTimeIsUp() throws Exception {
    when(manager.state())
        .thenReturn(States.starting(0, 10))
        .thenReturn(States.restarting(2, "exit code 1"))
        .thenReturn(States.starting(5, 12));
    var failure = assertThrows(ServiceException.class, () -> readiness().await(ENDLESS));
    assertEquals(
        "The daemon was started and did not stay (exit code 1; started 6 times, systemd goes on"
            + " trying).\n  cannot go on",
        failure.getMessage());
    assertEquals(Optional.of("coven daemon status"), failure.next());
  }

  @Test
  void aLoopTooSlowToBeCountedIsToldWhenTheTimeIsUp() throws Exception {
    when(manager.state())
        .thenReturn(States.starting(0, 10))
        .thenReturn(States.restarting(1, "signal 9"));
    var failure = assertThrows(ServiceException.class, () -> readiness().await(SHORT));
    assertTrue(
        failure.getMessage().contains("did not stay (signal 9; started 2 times,"),
        failure::getMessage);
  }

  @Test
  void theJournalTellsAnExitThatNoLookHasCaught() throws Exception {
    String now = Instant.now().plusSeconds(1).getEpochSecond() + "000000";
    commands.on(
        "MESSAGE_ID=",
        """
        {"EXIT_CODE":"exited","EXIT_STATUS":"7","__REALTIME_TIMESTAMP":"%s"}
        """
            .formatted(now));
    when(manager.state()).thenReturn(States.starting(0, 10)).thenReturn(States.starting(9, 12));
    var failure = assertThrows(ServiceException.class, () -> readiness().await(ENDLESS));
    assertTrue(
        failure.getMessage().contains("(exit code 7; started 10 times,"), failure::getMessage);
  }

  @Test
  void aFailureFromBeforeTheStartIsNotTakenForOneOfIt() throws Exception {
    commands.on(
        "MESSAGE_ID=",
        """
        {"EXIT_CODE":"exited","EXIT_STATUS":"7","__REALTIME_TIMESTAMP":"1795201459450893"}
        """);
    when(manager.state()).thenReturn(States.starting(0, 10)).thenReturn(States.starting(9, 12));
    var failure = assertThrows(ServiceException.class, () -> readiness().await(ENDLESS));
    assertTrue(failure.getMessage().contains("stay (started 10 times,"), failure::getMessage);
  }

  @Test
  void restartsFromBeforeTheStartAreNoLoop() throws Exception {
    when(manager.state()).thenReturn(States.starting(29, 10));
    var failure = assertThrows(ServiceException.class, () -> readiness().await(SHORT));
    assertTrue(failure.getMessage().contains("loaded and not ready"), failure::getMessage);
  }

  @Test
  void aDaemonThatIsReadyAfterFailuresIsReady() throws Exception {
    long pid = ProcessHandle.current().pid();
    when(manager.state())
        .thenReturn(States.starting(0, 10))
        .thenReturn(States.restarting(4, "exit code 1"))
        .thenReturn(States.running(4, pid));
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      daemon.on("GET /health", _ -> FakeDaemon.ok(daemon.health(pid, true)));
      assertEquals(pid, readiness().await(ENDLESS).daemon().pid());
    }
  }

  @Test
  void aDaemonThatRunsAndDoesNotAnswerIsNotSaidToBeStarting() throws Exception {
    when(manager.state()).thenReturn(States.running(0, 10));
    CountDownLatch end = new CountDownLatch(1);
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      daemon.on("GET /health", _ -> Silence.until(end));
      var failure = assertThrows(ServiceException.class, () -> readiness().await(SHORT));
      assertTrue(failure.getMessage().contains("runs and has not answered"), failure::getMessage);
      assertEquals(Optional.of("coven daemon restart"), failure.next());
    } finally {
      end.countDown();
    }
  }

  private Readiness readiness() {
    return new Readiness(
        manager,
        home,
        Optional::empty,
        Optional.of(new Journal(commands, "coven")),
        OptionalLong.empty(),
        _ -> {});
  }
}
