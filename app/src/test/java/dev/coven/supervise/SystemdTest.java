package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.supervise.ServiceState.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be had from a real systemd at will: faults, and answers of other versions. */
class SystemdTest {
  private static final String SHOW = "show -p " + SystemdShow.PROPERTIES;
  private static final String STOPPED = "ActiveState=inactive\nSubState=dead\nMainPID=0\n";
  private static final String RUNNING =
      "ActiveState=active\nSubState=running\nMainPID=42\nNRestarts=3\n"
          + "ExecMainStartTimestamp=Fri 2026-11-20 19:03:36 UTC\n";
  private static final String FAILED =
      "ActiveState=failed\nSubState=failed\nMainPID=0\nResult=exit-code\n"
          + "ExecMainCode=1\nExecMainStatus=78\n";

  @TempDir private Path directory;
  private Path file;
  private Path link;
  private final ScriptedCommands commands = new ScriptedCommands();
  private Systemd systemd;

  @BeforeEach
  void make() {
    file = directory.resolve("coven.service");
    link = directory.resolve("default.target.wants/coven.service");
    systemd = new Systemd(commands, directory, "coven", Duration.ofSeconds(7));
  }

  @Test
  void stateIsOneCommand() throws Exception {
    installed();
    linked();
    commands.on(SHOW, RUNNING + enabled());
    ServiceState state = systemd.state();
    assertEquals(1, commands.given().size());
    assertTrue(state.installed());
    assertTrue(state.enabled());
    assertEquals(Activity.RUNNING, state.activity());
    assertEquals(OptionalLong.of(42), state.pid());
    assertEquals(Optional.of(Instant.parse("2026-11-20T19:03:36Z")), state.since());
    assertEquals(3, state.restarts());
    assertEquals(Optional.empty(), state.lastExit());
    assertEquals(Optional.empty(), state.note());
  }

  @Test
  void aServiceWhoseLinkIsGoneIsNotEnabledWhateverSystemdRemembers() throws Exception {
    installed();
    commands.on(SHOW, RUNNING + enabled());
    assertFalse(systemd.state().enabled());
  }

  @Test
  void definitionIsStaleWhenTheFileIsYoungerThanTheProcess() throws Exception {
    installed();
    commands.on(SHOW, RUNNING + enabled());
    for (var each :
        Map.of(
                "2026-11-20T19:03:35.999Z", false,
                "2026-11-20T19:03:36.999Z", false, // the same second: told no finer
                "2026-11-20T19:03:37Z", true)
            .entrySet()) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse(each.getKey())));
      assertEquals(each.getValue(), systemd.state().definitionStale(), each.getKey());
    }
  }

  @Test
  void definitionIsStaleWhenSystemdHasNotReadIt() throws Exception {
    installed();
    commands.on(SHOW, STOPPED + enabled() + "NeedDaemonReload=yes\n");
    assertTrue(systemd.state().definitionStale());
  }

  @Test
  void anotherUnitOfTheNameIsNoted() throws Exception {
    installed();
    commands.on(SHOW, RUNNING + "LoadState=loaded\nFragmentPath=/etc/systemd/user/coven.service\n");
    assertEquals(
        Optional.of("systemd uses /etc/systemd/user/coven.service instead of our unit"),
        systemd.state().note());
  }

  @Test
  void whatTheDaemonSaysIsNotedWhileItDoesNotRun() throws Exception {
    installed();
    commands.on(SHOW, "ActiveState=activating\nSubState=start\nStatusText=migrating 40 %\n");
    assertEquals(Optional.of("the daemon says: migrating 40 %"), systemd.state().note());
  }

  @Test
  void managerThatCannotBeReachedIsAnError() {
    commands.on("systemctl", 1, "", "Failed to connect to bus: No medium found\n");
    assertEquals(
        "The manager of this user's services cannot be reached: Failed to connect to bus: No medium"
            + " found.",
        assertThrows(ServiceException.class, systemd::state).getMessage());
  }

  @Test
  void managerThatDoesNotAnswerIsAnError() {
    commands.onNoAnswer("systemctl");
    var error = assertThrows(ServiceException.class, systemd::state);
    assertTrue(error.getMessage().contains("did not end within 15.0 s"), error::getMessage);
  }

  @Test
  void installWritesForAllToReadAndReloads() throws Exception {
    commands
        .on(SHOW, "LoadState=not-found\n" + STOPPED)
        .on(SHOW, STOPPED + enabled())
        .on("daemon-reload", "");
    systemd.install(Definition.of("text"));
    assertEquals("text", Files.readString(file));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(
        List.of("show coven.service", "daemon-reload", "show coven.service"), commands.given());
    try (var names = Files.list(directory)) {
      assertEquals(List.of(file), names.toList());
    }
  }

  @Test
  void installOfTheSameTouchesNothing() throws Exception {
    installed();
    FileTime then = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, then);
    commands.on(SHOW, RUNNING + enabled());
    systemd.install(Definition.of("text"));
    assertEquals(then, Files.getLastModifiedTime(file));
    assertEquals(List.of("show coven.service"), commands.given());
  }

  @Test
  void installThatSystemdDoesNotSeeIsTakenBack() throws Exception {
    commands.on(SHOW, "LoadState=not-found\n" + STOPPED).on("daemon-reload", "");
    var error = assertThrows(ServiceException.class, () -> systemd.install(Definition.of("text")));
    assertTrue(error.getMessage().contains("XDG_CONFIG_HOME"), error::getMessage);
    assertFalse(Files.exists(file));
  }

  @Test
  void refusedReplacementStaysForTheUserToSee() throws Exception {
    installed();
    commands.on(SHOW, STOPPED + "LoadState=bad-setting\n").on("daemon-reload", "");
    var error = assertThrows(ServiceException.class, () -> systemd.install(Definition.of("bad")));
    assertEquals(Optional.of("systemd-analyze --user verify '" + file + "'"), error.next());
    assertEquals("bad", Files.readString(file));
  }

  @Test
  void installIntoAFileSystemThatRefusesIsAnError() throws Exception {
    Files.writeString(directory.resolve("plain"), "");
    var blocked =
        new Systemd(commands, directory.resolve("plain/user"), "coven", Duration.ofSeconds(1));
    commands.on(SHOW, STOPPED);
    var error = assertThrows(ServiceException.class, () -> blocked.install(Definition.of("text")));
    assertTrue(error.getMessage().contains("cannot be written"), error::getMessage);
  }

  @Test
  void startOfARunningServiceOnlyLooks() throws Exception {
    installed();
    linked();
    commands.on(SHOW, RUNNING + enabled());
    systemd.start();
    assertEquals(
        List.of("show coven.service", "show coven.service coven.socket"), commands.given());
  }

  @Test
  void startEnablesForgetsFailuresAndStarts() throws Exception {
    installed();
    commands
        .on(SHOW, FAILED + enabled())
        .on("enable", this::enable)
        .on("reset-failed", "")
        .on(" start", "");
    systemd.start();
    assertEquals(
        List.of(
            "show coven.service",
            "enable coven.service",
            "show coven.service coven.socket",
            "reset-failed coven.service",
            "start coven.service"),
        commands.given());
  }

  @Test
  void startWithoutWaitingSaysSo() throws Exception {
    installed();
    linked();
    commands
        .on(SHOW, STOPPED + enabled())
        .on("reset-failed", 1, "", "Unit coven.service not loaded.\n")
        .on("--no-block start", "");
    systemd.startNoWait();
    assertEquals("--no-block start coven.service", commands.given().getLast());
  }

  @Test
  void enableThatChangesNothingIsAnError() throws Exception {
    installed();
    commands
        .on(SHOW, STOPPED + enabled())
        .on("enable", 0, "", "The unit files have no installation config.\n");
    var error = assertThrows(ServiceException.class, systemd::start);
    assertTrue(error.getMessage().contains("no installation config"), error::getMessage);
  }

  @Test
  void startThatFailsTellsExitResultAndWords() throws Exception {
    installed();
    linked();
    commands
        .on(SHOW, STOPPED + enabled())
        .on(SHOW, STOPPED + enabled())
        .on(SHOW, FAILED + enabled())
        .on("reset-failed", "")
        .on(
            " start",
            1,
            "",
            "Job for coven.service failed because the control process exited with error code.\n"
                + "See \"systemctl --user status coven.service\" for details.\n");
    var error = assertThrows(ServiceException.class, systemd::start);
    assertEquals(
        "The service did not become ready: exit code 78 (Result=exit-code). systemd says: Job for"
            + " coven.service failed because the control process exited with error code.",
        error.getMessage());
    assertEquals(Optional.of("journalctl --user -t coven -n 50"), error.next());
  }

  @Test
  void startThatTakesTooLongGoesOn() throws Exception {
    installed();
    linked();
    commands.on(SHOW, STOPPED + enabled()).on("reset-failed", "").onNoAnswer(" start");
    var error = assertThrows(ServiceException.class, systemd::start);
    assertEquals(
        "The service is not ready after 7 s; systemd goes on starting it.", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"LoadState=masked\n", "LoadState=loaded\nUnitFileState=masked-runtime\n"})
  void startOfAMaskedUnitNamesTheMask(String masked) throws Exception {
    installed();
    commands.on(SHOW, STOPPED + masked + "FragmentPath=/run/x\n").on("daemon-reload", "");
    var error = assertThrows(ServiceException.class, systemd::start);
    assertTrue(error.getMessage().contains("is masked"), error::getMessage);
    assertTrue(error.getMessage().contains("/run/x"), error::getMessage);
    assertEquals(Optional.of("systemctl --user unmask coven.service"), error.next());
  }

  @Test
  void stopThatDoesNotHoldIsAnError() throws Exception {
    commands.on(SHOW, RUNNING).on(" stop", "");
    var error = assertThrows(ServiceException.class, systemd::stop);
    assertTrue(error.getMessage().contains("RUNNING again"), error::getMessage);
  }

  @Test
  void stopOfSomethingNotUnderstoodIsTried() throws Exception {
    commands.on(SHOW, "ActiveState=new-in-300\n").on(SHOW, STOPPED).on(" stop", "");
    systemd.stop();
    assertEquals("stop coven.service", commands.given().get(1));
  }

  private static final String LISTENING =
      "LoadState=loaded\nActiveState=active\nSubState=listening\n";

  @Test
  void theSocketIsLookedAtWithTheService() throws Exception {
    installed();
    linked();
    commands.on(SHOW, STOPPED + enabled() + "\n" + LISTENING);
    ServiceState state = systemd.state();
    assertEquals(List.of("show coven.service coven.socket"), commands.given());
    assertTrue(state.listens());
    assertEquals(Activity.STOPPED, state.activity());
    assertEquals(
        Optional.of("its socket listens all the same, and the next client starts it"),
        state.note());
  }

  @Test
  void aServiceWhoseSocketFailedHasFailedAndSaysWhy() throws Exception {
    installed();
    String failed = "LoadState=loaded\nActiveState=failed\nResult=resources\n";
    commands.on(SHOW, STOPPED + enabled() + "\n" + failed);
    assertEquals(Activity.FAILED, systemd.state().activity());
    assertEquals(Optional.of("its socket unit failed: resources"), systemd.state().lastExit());
  }

  @Test
  void stopEndsTheSocketInTheSameStepAndForgetsTheFailuresOfBoth() throws Exception {
    installed();
    Files.writeString(directory.resolve("coven.socket"), "text");
    commands
        .on(SHOW, FAILED + enabled() + "\n" + LISTENING)
        .on(SHOW, STOPPED + enabled() + "\n" + STOPPED)
        .on("reset-failed", "")
        .on(" stop", "");
    systemd.stop();
    assertEquals(
        List.of(
            "show coven.service coven.socket",
            "reset-failed coven.service coven.socket",
            "stop coven.service coven.socket",
            "show coven.service coven.socket"),
        commands.given());
  }

  @Test
  void bothFilesAreThereBeforeSystemdReadsEither() throws Exception {
    Path socket = directory.resolve("coven.socket");
    commands
        .on(
            "show -p " + SystemdShow.PROPERTIES + " coven.socket",
            "LoadState=loaded\nFragmentPath=" + socket + "\n")
        .on(SHOW, "LoadState=not-found\n" + STOPPED)
        .on(SHOW, STOPPED + enabled())
        .on(
            "daemon-reload",
            (argv, _) -> {
              assertTrue(Files.exists(file) && Files.exists(socket));
              return new CommandResult(argv, 0, "", "", true);
            });
    systemd.install(Definition.of("service", "socket"));
    assertEquals("service", Files.readString(file));
    assertEquals("socket", Files.readString(socket));
    assertEquals(
        List.of("show coven.service", "daemon-reload", "show coven.service", "show coven.socket"),
        commands.given());
  }

  @Test
  void aMaskedSocketIsFoundBeforeAnythingIsWritten() throws Exception {
    Files.createSymbolicLink(directory.resolve("coven.socket"), Path.of("/dev/null"));
    var error =
        assertThrows(
            ServiceException.class, () -> systemd.install(Definition.of("service", "socket")));
    assertEquals(Optional.of("systemctl --user unmask coven.socket"), error.next());
    assertFalse(Files.exists(file));
  }

  @Test
  void uninstallRemovesLinksThatSystemdLeft() throws Exception {
    installed();
    linked();
    Path other = directory.resolve("other.target.requires/coven.service");
    Files.createDirectories(other.getParent());
    Files.createSymbolicLink(other, Path.of("/nowhere"));
    Files.createFile(other.resolveSibling("anothers"));
    commands
        .on(SHOW, STOPPED)
        .on("disable", 1, "", "Failed!")
        .on("daemon-reload", "")
        .on("reset-failed", "");
    systemd.uninstall();
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(link.getParent()));
    assertFalse(Files.isSymbolicLink(other));
    assertTrue(Files.exists(other.resolveSibling("anothers")));
  }

  @Test
  void unitsLieInTheConfigurationDirectory() throws Exception {
    assertEquals(Path.of("/h/.config/systemd/user"), Systemd.unitDirectory(Map.of("HOME", "/h")));
    assertEquals(
        Path.of("/x/systemd/user"),
        Systemd.unitDirectory(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/x")));
    assertEquals(
        Path.of("/h/.config/systemd/user"),
        Systemd.unitDirectory(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "x")));
  }

  private String enabled() {
    return "LoadState=loaded\nUnitFileState=enabled\nFragmentPath=" + file + "\n";
  }

  private void installed() throws Exception {
    Files.writeString(file, "text");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private void linked() throws Exception {
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, file);
  }

  private CommandResult enable(List<String> argv, Duration limit) {
    try {
      linked();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return new CommandResult(argv, 0, "", "Created symlink.", true);
  }
}
