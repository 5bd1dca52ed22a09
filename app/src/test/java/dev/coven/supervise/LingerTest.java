package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.supervise.Linger.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LingerTest {
  @TempDir private Path notes;
  private final ScriptedCommands commands = new ScriptedCommands();

  @Test
  void isKnownFromItsFile() throws Exception {
    assertEquals(State.OFF, linger(notes).state());
    Files.createFile(notes.resolve("ann"));
    assertEquals(State.ON, linger(notes).state());
    assertEquals(List.of(), commands.given());
  }

  @Test
  void isAskedForWhereThereAreNoFiles() throws Exception {
    commands
        .on("show-user", "Linger=yes\n")
        .on("show-user", "Linger=no\n")
        .on("show-user", 1, "", "Failed to get user: User ID 7 is not logged in or lingering\n")
        .on("show-user", 1, "", "Failed to connect to bus: No such file or directory\n")
        .on("show-user", "Linger=maybe\n")
        .onNoProgram("show-user");
    Linger linger = linger(notes.resolve("none"));
    assertEquals(State.ON, linger.state());
    assertEquals(State.OFF, linger.state());
    assertEquals(State.OFF, linger.state());
    assertEquals(State.UNKNOWN, linger.state());
    assertEquals(State.UNKNOWN, linger.state());
    assertEquals(State.UNKNOWN, linger.state());
  }

  @Test
  void enableOfWhatIsOnChangesNothing() throws Exception {
    Files.createFile(notes.resolve("ann"));
    assertFalse(linger(notes).enable());
    assertEquals(List.of(), commands.given());
  }

  @Test
  void isTurnedOnByNumber() throws Exception {
    commands.on(
        "enable-linger 7",
        (argv, _) -> {
          create(notes.resolve("ann"));
          return new CommandResult(argv, 0, "", "", true);
        });
    assertTrue(linger(notes).enable());
  }

  @Test
  void refusalNamesPolkitAndTheWayOut() {
    commands.on(
        "enable-linger", 1, "", "Could not enable linger: Interactive authentication required.\n");
    var error = assertThrows(ServiceException.class, linger(notes)::enable);
    assertEquals(
        "Lingering was not changed: Could not enable linger: Interactive authentication required;"
            + " polkit does not allow it to this user without an administrator.",
        error.getMessage());
    assertEquals(Optional.of("sudo loginctl enable-linger ann"), error.next());
  }

  @Test
  void successThatChangesNothingIsAnError() {
    commands.on("enable-linger", "");
    assertThrows(ServiceException.class, linger(notes)::enable);
  }

  @Test
  void missingProgramIsAnError() {
    commands.onNoProgram("loginctl");
    var error = assertThrows(ServiceException.class, linger(notes)::enable);
    assertTrue(error.getMessage().contains("cannot be run"), error::getMessage);
  }

  private Linger linger(Path directory) {
    return new Linger(commands, directory, "ann", 7);
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
