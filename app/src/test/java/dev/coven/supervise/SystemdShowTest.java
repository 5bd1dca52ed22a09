package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.supervise.ServiceState.Activity;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdShowTest {
  @ParameterizedTest
  @CsvSource({
    "active, running, RUNNING",
    "active, exited, RUNNING",
    "reloading, reload, RUNNING",
    "refreshing, refresh, RUNNING",
    "activating, start, STARTING",
    "activating, start-pre, STARTING",
    "activating, auto-restart, RESTARTING",
    "activating, auto-restart-queued, RESTARTING",
    "deactivating, stop-sigterm, STOPPING",
    "deactivating, final-sigkill, STOPPING",
    "inactive, dead, STOPPED",
    "inactive, dead-before-auto-restart, RESTARTING",
    "failed, failed, FAILED",
    "failed, failed-before-auto-restart, RESTARTING",
    "maintenance, what, UNKNOWN",
    "'', '', UNKNOWN",
    "hibernating, dead, UNKNOWN",
  })
  void tellsActivity(String active, String sub, Activity expected) {
    assertEquals(expected, show("ActiveState=" + active, "SubState=" + sub).activity());
  }

  @ParameterizedTest
  @CsvSource({
    "inactive, 7, STARTING",
    "failed, 7, STARTING",
    "inactive, 0, STOPPED",
    "active, 7, RUNNING",
    "deactivating, 7, STOPPING"
  })
  void whatIsDownWithAJobIsAboutToStart(String active, int job, Activity expected) {
    assertEquals(expected, show("ActiveState=" + active, "Job=" + job).activity());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "garbage", "=", "=active", "ActiveState", "\0", "Failed!"})
  void knowsNothingOfWhatItDoesNotUnderstand(String text) {
    SystemdShow show = SystemdShow.parse(text);
    assertEquals(Activity.UNKNOWN, show.activity());
    assertEquals(OptionalLong.empty(), show.pid());
    assertEquals(Optional.empty(), show.started());
    assertEquals(Optional.empty(), show.lastExit());
    assertEquals(0, show.restarts());
    assertFalse(show.isEnabled());
    assertFalse(show.isLoaded());
    assertFalse(show.isMasked());
    assertFalse(show.needsReload());
  }

  @ParameterizedTest
  @CsvSource({
    "Fri 2026-11-20 19:03:36 UTC, 2026-11-20T19:03:36Z",
    "2026-11-20 19:03:36 UTC, 2026-11-20T19:03:36Z",
    "Fri 2026-11-20 19:03:36.123456 UTC, 2026-11-20T19:03:36.123456Z",
    "@1795201416, 2026-11-20T19:03:36Z",
    "@1795201416.123456, 2026-11-20T19:03:36Z",
  })
  void tellsTheStart(String text, Instant expected) {
    assertEquals(Optional.of(expected), show("ExecMainStartTimestamp=" + text).started());
  }

  /** Which instant another zone's letters mean, nobody can say for sure. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Fri 2026-11-20 19:03:36 CST",
        "n/a",
        "[not set]",
        "Fri 2026-13-41 29:03:36 UTC",
        "2026-11-20 19:03:36.. UTC",
        "@99999999999999999999",
        "Fr 20.11.2026 19:03:36"
      })
  void guessesNoTime(String text) {
    assertEquals(Optional.empty(), show("ExecMainStartTimestamp=" + text).started());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1, 0, success, exit code 0, 0",
        "1, 143, success, exit code 143, 143",
        "1, 3, exit-code, exit code 3, 3",
        "1, 203, exit-code, exit code 203 (the program could not be executed), 203",
        "1, 3, start-limit-hit, exit code 3; it was started too often in a short time, 3",
        "1, 0, protocol, exit code 0; it ended without becoming ready, 0",
        "2, 9, signal, killed by signal 9 (KILL), -",
        "2, 9, oom-kill, killed by signal 9 (KILL); the system ran out of memory, -",
        "2, 15, timeout, 'killed by signal 15 (TERM); it was not ready, or not gone, in time', -",
        "2, 6, watchdog, killed by signal 6 (ABRT); its watchdog was not fed, -",
        "2, 40, signal, killed by signal 40, -",
        "3, 11, core-dump, 'killed by signal 11 (SEGV), core dumped', -",
        "0, 0, resources, resources; systemd lacked the means to start it, -",
      })
  void tellsTheLastExit(String code, String status, String result, String words, Integer exit) {
    SystemdExit last =
        show("MainPID=0", "ExecMainCode=" + code, "ExecMainStatus=" + status, "Result=" + result)
            .lastExit()
            .orElseThrow();
    assertEquals(words, last.words());
    assertEquals(exit == null ? OptionalInt.empty() : OptionalInt.of(exit), last.code());
  }

  @Test
  void hasNoExitBeforeTheFirstOrWhileItRuns() {
    assertEquals(
        Optional.empty(),
        show("MainPID=0", "ExecMainCode=0", "ExecMainStatus=0", "Result=success").lastExit());
    assertEquals(
        Optional.empty(),
        show("MainPID=7", "ExecMainCode=1", "ExecMainStatus=3", "Result=exit-code").lastExit());
  }

  @Test
  void takesValuesAsTheyStandInTheLine() {
    SystemdShow show = show("StatusText=a=b MainPID=9", "MainPID=12", "NRestarts=[not set]");
    assertEquals("a=b MainPID=9", show.statusText());
    assertEquals(OptionalLong.of(12), show.pid());
    assertEquals(0, show.restarts());
  }

  @Test
  void whatTheDaemonSaysIsBoundedAndSafe() {
    String text = show("StatusText=\033[31m" + "x".repeat(1000)).statusText();
    assertTrue(text.startsWith("\\e[31mxxx"), text);
    assertTrue(text.length() < 300, text);
  }

  @ParameterizedTest
  @CsvSource({
    "enabled, true",
    "enabled-runtime, false",
    "linked, false",
    "disabled, false",
    "static, false",
    "'', false"
  })
  void enabledIsWhatOutlastsTheBoot(String state, boolean enabled) {
    assertEquals(enabled, show("UnitFileState=" + state).isEnabled());
  }

  private static SystemdShow show(String... lines) {
    return SystemdShow.parse(String.join("\n", lines) + "\n");
  }
}
