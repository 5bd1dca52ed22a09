package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
  private static final long PID = 42;

  @Test
  void isNobodyInAPlainEnvironment() throws Exception {
    Supervisor supervisor = Supervisor.of(Map.of("HOME", "/home/u"), PID);
    assertEquals(
        new Supervisor(Supervisor.Kind.NONE, "default", Optional.empty(), Optional.empty()),
        supervisor);
    assertFalse(supervisor.present());
    assertEquals("none", supervisor.kind().word());
  }

  @Test
  void isReadFromWhatAUnitSets() throws Exception {
    Supervisor supervisor =
        Supervisor.of(
            Map.of(
                "COVEN_SUPERVISOR", "systemd",
                "COVEN_INSTANCE", "dev-2",
                "NOTIFY_SOCKET", "/run/user/1000/systemd/notify",
                "WATCHDOG_USEC", "20000000",
                "WATCHDOG_PID", "42"),
            PID);
    assertEquals(
        new Supervisor(
            Supervisor.Kind.SYSTEMD,
            "dev-2",
            Optional.of("/run/user/1000/systemd/notify"),
            Optional.of(Duration.ofSeconds(20))),
        supervisor);
    assertTrue(supervisor.present());
  }

  @ParameterizedTest
  @CsvSource({"systemd,SYSTEMD", "launchd,LAUNCHD", "none,NONE", "upstart,NONE", "SYSTEMD,NONE"})
  void hasAKindByItsWord(String word, Supervisor.Kind kind) throws Exception {
    assertEquals(kind, Supervisor.of(Map.of("COVEN_SUPERVISOR", word), PID).kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "1.5", "99999999999999999999"})
  void hasNoWatchdogWhenItsTimeIsNone(String micros) throws Exception {
    assertEquals(Optional.empty(), Supervisor.of(Map.of("WATCHDOG_USEC", micros), PID).watchdog());
  }

  @Test
  void hasNoWatchdogForAnotherProcess() throws Exception {
    Map<String, String> environment = Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "43");
    assertEquals(Optional.empty(), Supervisor.of(environment, PID).watchdog());
    assertEquals(
        Optional.of(Duration.ofMillis(1)),
        Supervisor.of(Map.of("WATCHDOG_USEC", "1000"), PID).watchdog());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", ".", "-x", "a b", "Ä"})
  void refusesAnInstanceThatIsNoName(String name) {
    ParkedException thrown =
        assertThrows(
            ParkedException.class, () -> Supervisor.of(Map.of("COVEN_INSTANCE", name), PID));
    assertTrue(thrown.getMessage().contains("COVEN_INSTANCE"), thrown.getMessage());
  }
}
