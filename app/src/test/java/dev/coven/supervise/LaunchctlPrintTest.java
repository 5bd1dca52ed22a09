package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.supervise.ServiceState.Activity;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from launchctl's texts, which are no interface. */
class LaunchctlPrintTest {
  @ParameterizedTest
  @CsvSource({
    "running,RUNNING",
    "not running,STOPPED",
    "spawn scheduled,STARTING",
    "xpcproxy,STARTING",
    "SIGTERMed,STOPPING",
    "SIGKILLed,STOPPING",
    "Running,UNKNOWN",
    "running (really),UNKNOWN",
    "exited,UNKNOWN"
  })
  void stateHasAMeaning(String state, Activity activity) {
    var print = print("state = " + state);
    assertEquals(activity, print.activity());
    assertEquals(Optional.of(state), print.state());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "}", "\n\n", "state = running", "\t\tstate = running", "\tstate=running"})
  void whatIsNotOnALineOfItsOwnIsNotSaid(String text) {
    var print = LaunchctlPrint.parse(text);
    assertEquals(Activity.UNKNOWN, print.activity());
    assertEquals(Optional.empty(), print.state());
    assertEquals(OptionalLong.empty(), print.pid());
    assertEquals(0, print.restarts());
  }

  @Test
  void nestedBlocksAreNotRead() {
    var print =
        print(
            "endpoints = {",
            "\tstate = active",
            "\tpid = 1",
            "}",
            "state = running",
            "pid = 42",
            "runs = 3",
            "event channels = {",
            "\t\tstate = 0",
            "}");
    assertEquals(Activity.RUNNING, print.activity());
    assertEquals(OptionalLong.of(42), print.pid());
    assertEquals(2, print.restarts());
  }

  @Test
  void exitOfTheLastRun() {
    var never = print("last exit code = (never exited)");
    assertEquals(Optional.empty(), never.lastExit());
    assertEquals(OptionalInt.empty(), never.lastExitCode());
    var config = print("last exit code = 78: EX_CONFIG");
    assertEquals("exit code 78: EX_CONFIG", config.lastExit().orElseThrow());
    assertEquals(OptionalInt.of(78), config.lastExitCode());
    var killed = print("last exit code = 0", "last terminating signal = Killed: 9");
    assertEquals("signal Killed: 9", killed.lastExit().orElseThrow());
    assertEquals(OptionalInt.empty(), killed.lastExitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(null)", "-1", "", "99999999999999999999999"})
  void numberThatIsNoneIsNotSaid(String value) {
    var print = print("pid = " + value, "runs = " + value, "last exit code = " + value);
    assertEquals(OptionalLong.empty(), print.pid());
    assertEquals(0, print.restarts());
    assertEquals(OptionalInt.empty(), print.lastExitCode());
  }

  @Test
  void scheduledAfterAnExitIsARestart() {
    var print = print("state = spawn scheduled", "runs = 1", "last exit code = 1");
    assertEquals(Activity.RESTARTING, print.activity());
  }

  @Test
  void textsAreSafeToPrint() {
    var print = print("state = \u001b]0;x\u0007", "last terminating signal = \u001b[2J");
    assertEquals("\\e]0;x\\x07", print.state().orElseThrow());
    assertEquals("signal \\e[2J", print.lastExit().orElseThrow());
  }

  @Test
  void overridesOfBothKinds() {
    var text =
        """

        \tdisabled services = {
        \t\t"com.example.off" => disabled
        \t\t"com.example.on" => enabled
        \t\t"com.example.old.off" => true
        \t\t"com.example.old.on" => false
        \t}
        \tlogin item associations = {
        \t\t"com.example.item" => disabled
        \t}
        """;
    assertEquals(
        Optional.of(Set.of("com.example.off", "com.example.old.off")),
        DisabledOverrides.parse(text));
    assertEquals(Optional.empty(), DisabledOverrides.parse(""));
    assertEquals(Optional.empty(), DisabledOverrides.parse("\tdisabled services = {\n"));
    assertEquals(Optional.of(Set.of()), DisabledOverrides.parse("\tdisabled services = {\n\t}\n"));
  }

  @Test
  void domainReadsWhatItWrites() {
    for (var domain : Set.of(LaunchdDomain.gui(501), LaunchdDomain.user(0))) {
      assertEquals(Optional.of(domain), LaunchdDomain.parse(domain.toString()));
    }
    for (var text : Set.of("", "gui", "gui/", "gui/-1", "gui/5x", "pid/5", "gui/99999999999")) {
      assertEquals(Optional.empty(), LaunchdDomain.parse(text));
    }
    assertFalse(LaunchdDomain.gui(501).isHeadless());
  }

  @Test
  void targetHasOneSlashMoreThanItsDomain() {
    assertEquals("gui/501/a.b", new LaunchctlTarget(LaunchdDomain.gui(501), "a.b").toString());
    for (var label : Set.of("", "a/b")) {
      var domain = LaunchdDomain.gui(501);
      assertThrows(IllegalArgumentException.class, () -> new LaunchctlTarget(domain, label));
    }
  }

  private static LaunchctlPrint print(String... lines) {
    return LaunchctlPrint.parse("gui/501/x = {\n\t" + String.join("\n\t", lines) + "\n}\n");
  }
}
