package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.CurrentUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines made of files. */
class DetectorTest {
  private static final Detection MAC = new Detection.Unavailable("asked launchd");

  @TempDir private Path root;
  private final int uid = CurrentUser.uid();
  private final ScriptedCommands commands = new ScriptedCommands();
  private final Map<String, String> environment = new HashMap<>();
  private Map<String, String> given;
  private String os = "Linux";
  private String container;

  @BeforeEach
  void ordinaryUser() throws Exception {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createFile(
        bin.resolve("systemctl"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    environment.put("PATH", "relative:/nowhere:" + bin);
    environment.put("HOME", "/h");
  }

  @Test
  void findsAManagerThatAnswers() throws Exception {
    systemd();
    manager("run/user/" + uid, "systemd/private");
    commands.on("show -p Version", "Version=252\n");
    var here = assertInstanceOf(Detection.Available.class, detect());
    ServiceManager service = here.services().of(new InstanceName("x"));
    assertEquals("systemd", service.name());
    assertEquals(Path.of("/h/.config/systemd/user/coven-x.service"), service.file());
    assertEquals(root.resolve("run/user/" + uid).toString(), given.get("XDG_RUNTIME_DIR"));
    assertEquals("UTC", given.get("TZ"));
  }

  @Test
  void takesTheNamedRuntimeDirectoryFirst() throws Exception {
    systemd();
    manager("run/user/" + uid, "systemd/private");
    Path named = manager("named", "bus");
    environment.put("XDG_RUNTIME_DIR", named.toString());
    commands.on("show -p Version", "Version=252\n");
    assertInstanceOf(Detection.Available.class, detect());
    assertEquals(named.toString(), given.get("XDG_RUNTIME_DIR"));
  }

  @Test
  void passesOverARuntimeDirectoryWithoutSockets() throws Exception {
    systemd();
    Path own = manager("run/user/" + uid, "systemd/private");
    Path named = Files.createDirectories(root.resolve("empty"));
    environment.put("XDG_RUNTIME_DIR", named.toString());
    commands.on("show -p Version", "Version=252\n");
    assertInstanceOf(Detection.Available.class, detect());
    assertEquals(own.toString(), given.get("XDG_RUNTIME_DIR"));
  }

  @Test
  void withoutSystemdNothingIsRun() throws Exception {
    unavailable("systemd does not run here.");
  }

  @Test
  void namesAContainer() throws Exception {
    container = "podman";
    unavailable("systemd does not run here (a container).");
    container = null;
    for (String mark : List.of("run/.containerenv", ".dockerenv")) {
      Path file = root.resolve(mark);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
      unavailable("systemd does not run here (a container).");
      Files.delete(file);
    }
    write("proc/1/environ", "A=b\0container=lxc\0");
    unavailable("systemd does not run here (a container).");
    write("proc/1/environ", "A=b\0incontainer=lxc\0");
    unavailable("systemd does not run here.");
  }

  @Test
  void namesWsl() throws Exception {
    write("proc/sys/kernel/osrelease", "5.15.153.1-Microsoft-standard-WSL2\n");
    unavailable("systemd does not run here (WSL; systemd=true in /etc/wsl.conf turns it on).");
  }

  @Test
  void namesAMissingProgram() throws Exception {
    systemd();
    environment.put("PATH", "bin");
    unavailable("systemd runs here, and there is no systemctl in PATH.");
    environment.remove("PATH");
    unavailable("systemd runs here, and there is no systemctl in PATH.");
  }

  @Test
  void namesAUserWithoutAManager() throws Exception {
    systemd();
    String expected = "systemd runs here, and not its manager for this user, who is not logged in.";
    unavailable(expected);
    Files.createDirectories(root.resolve("run/user/" + uid));
    unavailable(expected);
  }

  @Test
  void namesSudo() throws Exception {
    systemd();
    environment.put("SUDO_USER", "ann");
    var cause = (Detection.Unavailable) detector(0).detect();
    assertTrue(cause.cause().endsWith("without sudo it is ann's."), cause::cause);
  }

  @Test
  void anothersRuntimeDirectoryIsNotOurs() throws Exception {
    systemd();
    environment.put("XDG_RUNTIME_DIR", manager("run/user/" + uid, "systemd/private").toString());
    var cause = (Detection.Unavailable) detector(uid + 1).detect();
    assertTrue(cause.cause().contains("not its manager for this user"), cause::cause);
    assertEquals(List.of(), commands.given());
  }

  @Test
  void namesAManagerThatCannotBeReached() throws Exception {
    systemd();
    manager("run/user/" + uid, "bus");
    commands
        .on("show -p Version", 1, "", "Failed to connect to bus: Connection refused\n")
        .onNoAnswer("show -p Version");
    assertEquals(
        new Detection.Unavailable(
            "systemd's manager for this user does not answer: Failed to connect to bus: Connection"
                + " refused."),
        detect());
    var silent = (Detection.Unavailable) detect();
    assertTrue(silent.cause().contains("did not end within 3.0 s"), silent::cause);
  }

  @Test
  void asksLaunchdOnAMac() throws Exception {
    os = "Mac OS X";
    systemd();
    assertSame(MAC, detect());
  }

  private void unavailable(String cause) throws Exception {
    assertEquals(new Detection.Unavailable(cause), detect());
    assertEquals(List.of(), commands.given());
  }

  private Detection detect() throws Exception {
    return detector(uid).detect();
  }

  private Detector detector(int user) {
    return new Detector(
        environment,
        _ -> MAC,
        variables -> {
          given = variables;
          return commands;
        },
        new Machine(os, root, container),
        user);
  }

  private void systemd() throws Exception {
    Files.createDirectories(root.resolve("run/systemd/system"));
  }

  private Path manager(String directory, String socket) throws Exception {
    Path runtime = root.resolve(directory);
    Files.createDirectories(runtime.resolve(socket).getParent());
    Files.createFile(runtime.resolve(socket));
    return runtime;
  }

  private void write(String file, String text) throws Exception {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
