package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.CovenHome;
import dev.coven.home.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the last process ended, while another runs, of which systemd keeps no memory. */
class ServiceViewTest {
  private static final String RUNNING =
      "ActiveState=active\nSubState=running\nMainPID=42\n"
          + "InactiveEnterTimestamp=Fri 2026-11-20 19:04:19 UTC\nNRestarts=";

  /** At 19:04:19.450893, a moment before it counted as down. */
  private static final String KILLED =
      """
      {"EXIT_CODE":"killed","EXIT_STATUS":"9","__REALTIME_TIMESTAMP":"1795201459450893"}
      """;

  /** A day before. */
  private static final String OLD =
      """
      {"EXIT_CODE":"exited","EXIT_STATUS":"3","__REALTIME_TIMESTAMP":"1795115059450893"}
      """;

  @TempDir private Path directory;
  private final ScriptedCommands commands = new ScriptedCommands();

  @Test
  void theJournalTellsIt() throws Exception {
    commands.on("show -p", RUNNING + "2\n").on("journalctl", KILLED);
    assertEquals(Optional.of("killed by signal 9 (KILL)"), lastExit());
  }

  @Test
  void anOlderFailureWasNotTheLastExit() throws Exception {
    commands.on("show -p", RUNNING + "2\n").on("journalctl", OLD);
    assertEquals(Optional.empty(), lastExit());
  }

  @Test
  void theJournalIsNotAskedWhenNothingFailed() throws Exception {
    commands.on("show -p", RUNNING + "0\n");
    assertEquals(Optional.empty(), lastExit());
    assertTrue(commands.given().stream().noneMatch(line -> line.contains("journalctl")));
  }

  private Optional<String> lastExit() throws Exception {
    Systemd systemd = new Systemd(commands, directory, "coven", Duration.ofSeconds(1));
    CovenHome home = new CovenHome(directory);
    ServiceView view =
        ServiceView.of(
            new Target(InstanceName.DEFAULT, Optional.empty(), Optional.empty(), home),
            new Keeper(systemd, Optional.empty(), Optional.of(new Journal(commands, "coven"))),
            StateDirectory.locate(Map.of("HOME", directory.toString())));
    return view.state().orElseThrow().lastExit();
  }
}
