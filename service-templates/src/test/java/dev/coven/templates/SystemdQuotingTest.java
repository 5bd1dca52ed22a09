package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a real systemd makes of our units: a service that writes down its arguments, environment and
 * directory must have got the specification's, to the byte.
 *
 * <p>Needs root and the laboratory, a script that boots a systemd in namespaces: {@code
 * COVEN_SYSTEMD_LAB}, else {@code ../shared/lab/systemd-lab} beside the repository. Whoever names
 * one wants it used: then its absence is a failure.
 */
class SystemdQuotingTest {
  /** No name in it needs this JVM's locale: inside, a shell makes those that do. */
  private static final String SHARED = "/mnt/coven";

  private static final String DUMP =
      """
      #!/bin/sh
      # It is started again when it ends: -C keeps what the first one wrote.
      set -eC
      cat /proc/$$/cmdline >/mnt/coven/arguments
      cat /proc/$$/environ >/mnt/coven/environment
      pwd -P >/mnt/coven/directory
      # As the main process, whose word the manager takes.
      exec /usr/bin/systemd-notify --ready
      """;

  private static Path lab;
  private static Path shared;
  private static Map<String, String> environment;

  @BeforeAll
  static void boot() throws IOException, InterruptedException {
    var named = System.getenv("COVEN_SYSTEMD_LAB");
    lab = Path.of(named == null ? "../../shared/lab/systemd-lab" : named).toAbsolutePath();
    if (named == null && !Files.isExecutable(lab)) {
      Commands.skip("no laboratory with a real systemd: COVEN_SYSTEMD_LAB is not set");
    }
    if (named == null && !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      Commands.skip("the laboratory with a real systemd needs root");
    }
    shared = Files.createTempDirectory("coven-quoting");
    Files.createDirectory(shared.resolve("lab"));
    environment =
        Map.of(
            "LAB_STATE", shared.resolve("lab").toString(),
            "LAB_NAME", shared.getFileName().toString());
    // The user inside writes into it, and is not the one outside.
    assertEquals(0, Commands.run("chmod", "a+rwx", shared.toString()).exit());
    write("dump", DUMP);
    Commands.succeed(environment, lab.toString(), "up", "--bind", shared + ":" + SHARED);
  }

  @AfterAll
  static void shutDown() throws IOException, InterruptedException {
    if (shared != null) {
      Commands.succeed(environment, lab.toString(), "down");
      Commands.succeed(Map.of(), "rm", "-r", shared.toString());
    }
  }

  @Test
  void aProgramPathThatSystemdTakes() throws IOException, InterruptedException {
    comesOutAsItWentIn("/home/lab/a  b; #100% & <ü> 🦊/coven");
  }

  @Test
  void aProgramPathThatSystemdRefuses() throws IOException, InterruptedException {
    comesOutAsItWentIn("/home/lab/" + Specs.NASTY + "/coven");
  }

  private static void comesOutAsItWentIn(String program) throws IOException, InterruptedException {
    var home = program.substring(0, program.lastIndexOf('/'));
    var spec =
        Specs.nasty().toBuilder()
            .program(program)
            .stateDirectory(home + "/ends in \\")
            .socketPath(home + "/s")
            .build();
    var templates = new ServiceTemplates();
    write("coven-test_2.service", templates.systemdService(spec));
    write("coven-test_2.socket", templates.systemdSocket(spec));
    write(
        "steps",
        """
        set -eu
        program=%s directory=%s socket=%s
        mkdir -p "$directory" ~/.config/systemd/user
        rm -f /mnt/coven/arguments /mnt/coven/environment /mnt/coven/directory
        cp /mnt/coven/dump "$program"
        chmod 755 "$program"
        cp /mnt/coven/coven-test_2.* ~/.config/systemd/user
        systemctl --user daemon-reload
        systemctl --user start coven-test_2.service
        systemctl --user show --property=Description --value coven-test_2.service \\
          >/mnt/coven/description
        stat --format='%%F %%a' "$socket" >/mnt/coven/socket
        systemctl --user stop coven-test_2.socket coven-test_2.service
        test ! -e "$socket"
        """
            .formatted(
                shellQuoted(program),
                shellQuoted(spec.stateDirectory()),
                shellQuoted(spec.socketPath())));
    Commands.succeed(environment, lab.toString(), "exec", "--", "/bin/sh", SHARED + "/steps");

    // The kernel puts the script's interpreter before the program.
    var command = new ArrayList<>(List.of("/bin/sh", program));
    command.addAll(spec.arguments());
    assertEquals(command, zeroTerminated("arguments"));
    var variables = zeroTerminated("environment");
    spec.environment()
        .forEach(
            (name, value) ->
                assertEquals(
                    List.of(name + "=" + value),
                    variables.stream().filter(v -> v.startsWith(name + "=")).toList()));
    assertEquals(spec.stateDirectory() + "\n", read("directory"));
    assertEquals(spec.description() + "\n", read("description"));
    assertEquals("socket 600\n", read("socket"));
  }

  private static String shellQuoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(shared.resolve(name), text);
  }

  private static String read(String name) throws IOException {
    return Files.readString(shared.resolve(name), StandardCharsets.UTF_8);
  }

  private static List<String> zeroTerminated(String name) throws IOException {
    var parts = Arrays.asList(read(name).split("\0", -1));
    return parts.subList(0, parts.size() - 1);
  }
}
