package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemdUnitTest {
  /**
   * What breaks a JVM (MemoryDenyWriteExecute, LimitAS), fails the start of a user unit, or is
   * inherited by harnesses that cannot live with it: browsers have sandboxes, sudo is setuid.
   */
  private static final Pattern NEVER =
      Pattern.compile(
          "MemoryDenyWriteExecute|Limit(?!CORE$|NOFILE$).*|Private.*|Protect.*|Restrict.*"
              + "|NoNewPrivileges|LockPersonality|SystemCall.*|Capability.*|AmbientCapabilities"
              + "|User|Group|DynamicUser|RootDirectory|RootImage|ReadOnlyPaths|InaccessiblePaths"
              + "|Memory.*|CPU.*|Tasks.*|PassEnvironment|EnvironmentFile|LoadCredential.*"
              + "|SetCredential.*");

  private final ServiceTemplates templates = new ServiceTemplates();

  @TempDir private Path directory;

  private static List<ServiceSpec> specs() {
    return Specs.all();
  }

  private Map<String, List<String>> service(ServiceSpec spec) {
    return UnitFiles.read(templates.systemdService(spec));
  }

  @Test
  void servicesKeepToTheBudgets() {
    var service = service(Specs.plain());
    var expected = new TreeMap<String, String>();
    expected.put("[Unit] StartLimitIntervalSec", "30s");
    expected.put("[Unit] StartLimitBurst", "30");
    expected.put("[Service] Type", "notify");
    expected.put("[Service] Restart", "always");
    expected.put("[Service] RestartSec", "100ms");
    expected.put("[Service] SuccessExitStatus", "143");
    expected.put("[Service] RestartPreventExitStatus", "78");
    expected.put("[Service] OOMPolicy", "continue");
    expected.put("[Service] WatchdogSec", "20s");
    expected.put("[Service] TimeoutStartSec", "20s");
    expected.put("[Service] TimeoutStopSec", "30s");
    expected.put("[Service] KillMode", "mixed");
    expected.put("[Service] UMask", "0077");
    expected.put("[Service] LimitCORE", "0");
    expected.put("[Service] LimitNOFILE", "65536");
    expected.put("[Service] FileDescriptorStoreMax", "1024");
    expected.put("[Service] SyslogIdentifier", "coven");
    expected.put("[Install] WantedBy", "default.target");
    expected.forEach((key, value) -> assertEquals(List.of(value), service.get(key), key));
    var others = new ArrayList<>(service.keySet());
    others.removeAll(expected.keySet());
    assertEquals(
        List.of(
            "[Unit] Description",
            "[Service] ExecStart",
            "[Service] WorkingDirectory",
            "[Service] Environment"),
        others);
  }

  @Test
  void aSocketIsNeededOnlyWhereOneIsInstalled() {
    var alone = service(Specs.plain());
    assertTrue(alone.keySet().stream().noneMatch(key -> key.matches(".*(Requires|After|Also)")));
    var activated = service(Specs.plain().toBuilder().socketActivated(true).build());
    for (var key : List.of("[Unit] Requires", "[Unit] After", "[Install] Also")) {
      assertEquals(List.of("coven.socket"), activated.get(key), key);
    }
  }

  @Test
  void socketsAreTheOwnersAlone() {
    var socket = UnitFiles.read(templates.systemdSocket(Specs.plain()));
    var expected =
        Map.of(
            "[Unit] Description", "Coven, which keeps coding-agent sessions (socket)",
            "[Socket] ListenStream", "/home/ada/.coven/coven.sock",
            "[Socket] FileDescriptorName", "listener",
            "[Socket] SocketMode", "0600",
            "[Socket] DirectoryMode", "0700",
            "[Socket] Backlog", "4096",
            "[Socket] RemoveOnStop", "yes",
            "[Install] WantedBy", "sockets.target");
    assertEquals(expected.keySet(), socket.keySet());
    expected.forEach((key, value) -> assertEquals(List.of(value), socket.get(key), key));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void setsNothingThatAHarnessCannotLiveWith(ServiceSpec spec) {
    for (var unit : List.of(templates.systemdService(spec), templates.systemdSocket(spec))) {
      for (var key : UnitFiles.read(unit).keySet()) {
        var name = key.substring(key.indexOf(' ') + 1);
        assertFalse(NEVER.matcher(name).matches(), name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theEnvironmentIsTheSpecificationsAndNoOther(ServiceSpec spec) {
    var written = service(spec).getOrDefault("[Service] Environment", List.of());
    assertEquals("COVEN_DESCRIPTOR_STORE=1024", written.getLast());
    assertEquals(
        List.copyOf(spec.environment().keySet()),
        written.subList(0, written.size() - 1).stream()
            .map(line -> line.replaceAll("^\"(.*?)=.*", "$1"))
            .toList());
  }

  @Test
  void verifyFindsNothingToSay() throws IOException, InterruptedException {
    Commands.need("systemd-analyze", "systemd");
    var program = executable("coven");
    for (var spec : Specs.all()) {
      // The program must exist; quotes in its path are the laboratory's to try.
      var startable = spec.toBuilder().program(program).build();
      var files = new ArrayList<String>();
      files.add(write(spec.unit() + ".service", templates.systemdService(startable)));
      if (spec.socketActivated()) {
        files.add(write(spec.unit() + ".socket", templates.systemdSocket(startable)));
      }
      assertEquals(new Commands.Result(0, ""), verify(files), spec::toString);
    }
  }

  @Test
  void verifyHasTeeth() throws IOException, InterruptedException {
    Commands.need("systemd-analyze", "systemd");
    var spec = Specs.plain().toBuilder().program(executable("coven")).build();
    var wrong = templates.systemdService(spec).replace("KillMode=mixed", "KillMod=mixed");
    assertTrue(verify(List.of(write("coven.service", wrong))).output().contains("KillMod"));
  }

  private Commands.Result verify(List<String> files) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("systemd-analyze", "--user", "verify"));
    command.addAll(files);
    // A user manager's directory: where no user is logged in there is none.
    return Commands.run(Map.of("XDG_RUNTIME_DIR", directory.toString()), command);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private String executable(String name) throws IOException {
    var program = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
    assertTrue(program.toFile().setExecutable(true));
    return program.toString();
  }
}
