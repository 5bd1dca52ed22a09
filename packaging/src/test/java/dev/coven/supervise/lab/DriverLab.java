package dev.coven.supervise.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.Machine;
import dev.coven.kit.Machines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine of a class of tests, on which {@link ServiceDriver} runs. Its tests do not meet,
 * because each has a service of its own.
 */
final class DriverLab implements BeforeAllCallback, AfterAllCallback {
  /** What the script of a unit says: it is ready, and goes on for ever. */
  static final String WELL = "echo up; systemd-notify --ready; exec sleep 1000";

  private static final Pattern PID = Pattern.compile(" pid=(\\d+)");

  private Machine machine;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    machine = Machines.withClassPath();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (machine != null) {
      machine.close();
    }
  }

  Machine machine() {
    return machine;
  }

  /** A unit as ours in what matters here, of a shell's commands. */
  static String unit(String script) {
    return """
    [Unit]
    Description=A test's service
    StartLimitIntervalSec=30
    StartLimitBurst=5
    [Service]
    Type=notify
    NotifyAccess=all
    ExecStart=/bin/sh -c "%s"
    SyslogIdentifier=%%N
    Restart=always
    RestartSec=100ms
    SuccessExitStatus=143
    RestartPreventExitStatus=78
    TimeoutStopSec=30
    [Install]
    WantedBy=default.target
    """
        .formatted(script);
  }

  /** The base name of an instance's unit. */
  String name(String instance) {
    return "coven-" + machine.instance(instance);
  }

  /** The file of an instance's unit. */
  String file(String instance) {
    return machine.units() + "/" + name(instance) + ".service";
  }

  /** The link that starts an instance with a login. */
  String link(String instance) {
    return machine.units() + "/default.target.wants/" + name(instance) + ".service";
  }

  /** The files and links of an instance's unit; empty when there are none. */
  String files(String instance) throws IOException, InterruptedException {
    String units = machine.units();
    return shell("test ! -d %1$s || find %1$s -name '*%2$s*'".formatted(units, name(instance)));
  }

  /** What the manager knows of an instance's unit; empty when it knows nothing. */
  String known(String instance) throws IOException, InterruptedException {
    return shell("systemctl --user list-units --all --no-legend '" + name(instance) + "*'");
  }

  /** Does steps with an instance; gives a line for each. */
  List<String> drive(String instance, String... steps) throws Exception {
    List<String> said = lines(machine.exec(driver(instance, steps)));
    assertEquals(steps.length, said.size(), () -> "a line for each step: " + said);
    return said;
  }

  /** The command that does steps with an instance. */
  List<String> driver(String instance, String... steps) {
    List<String> arguments = new ArrayList<>(List.of(machine.instance(instance)));
    arguments.addAll(List.of(steps));
    return Machines.java(machine, ServiceDriver.class.getName(), arguments);
  }

  /** The command that does steps with an instance, in an environment that env(1) changes. */
  List<String> env(List<String> changes, String instance, String... steps) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(changes);
    command.addAll(driver(instance, steps));
    return command;
  }

  /** What a command of a shell prints that must succeed, without white space around it. */
  String shell(String script) throws IOException, InterruptedException {
    return machine.sh(script).expect(0).out().strip();
  }

  static List<String> lines(CommandResult result) {
    return List.of(result.expect(0).out().stripTrailing().split("\n", -1));
  }

  /** The pid that a state tells. */
  static String pid(String state) {
    return find(PID, state);
  }

  /** The first group of a pattern that must be found. */
  static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertTrue(matcher.find(), () -> pattern + " in " + text);
    return matcher.group(1);
  }
}
