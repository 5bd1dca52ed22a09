package dev.coven.kit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A daemon of the packaged program in a lab, which the lab's user names by {@code --instance}.
 * Immutable; the {@code with} methods give changed copies.
 */
public final class LabService {
  /** Where a lab has the image. */
  public static final String IMAGE = "/opt/coven";

  private static final String PROGRAM = IMAGE + "/bin/coven";

  /** Where the lab's user lives. */
  public static final String USER_HOME = "/home/lab";

  /** The PATH of a caller who is not told another. */
  public static final String PATH = USER_HOME + "/bin:/usr/local/bin:/usr/bin:/bin";

  /** Runs its last argument, the prompt, in a shell; {@link #installHarness} brings it. */
  public static final String SHELL_HARNESS = "claude";

  /** Where a lab has the classes of the tests. */
  static final String CLASSES = "/mnt/tests";

  private static final String UNITS = USER_HOME + "/.config/systemd/user";

  private final SystemdLab lab;
  private final String name;
  private final String home;
  private final Map<String, String> environment;

  private LabService(SystemdLab lab, String name, String home, Map<String, String> environment) {
    this.lab = lab;
    this.name = name;
    this.home = home;
    this.environment = environment;
  }

  /**
   * An instance, which need not exist.
   *
   * @param lab from {@link SystemdLab#underImage}
   * @param name the instance's name
   */
  public static LabService of(SystemdLab lab, String name) {
    String home = USER_HOME + (name.equals("default") ? "/.coven" : "/.coven-" + name);
    return new LabService(lab, name, home, Map.of("PATH", PATH));
  }

  /** Called with a variable set. */
  public LabService withVariable(String variable, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.put(variable, value);
    return new LabService(lab, name, home, changed);
  }

  /** Called with COVEN_HOME set, and expected there. */
  public LabService withHome(String other) {
    return new LabService(lab, name, other, environment).withVariable("COVEN_HOME", other);
  }

  /** The systemd unit. */
  public String unit() {
    return name.equals("default") ? "coven.service" : "coven-" + name + ".service";
  }

  /** The unit's file. */
  public String unitFile() {
    return UNITS + "/" + unit();
  }

  /** Its COVEN_HOME. */
  public String home() {
    return home;
  }

  /** Its socket. */
  public String socket() {
    return home + "/coven.sock";
  }

  /** Runs a command about the daemon, such as {@code start}. */
  public CommandResult daemon(String verb, String... options)
      throws IOException, InterruptedException {
    return lab.exec(environment, commandOf(verb, options));
  }

  /** The command that {@link #daemon} runs, for a shell of the lab. */
  public String command(String verb, String... options) {
    return String.join(" ", commandOf(verb, options));
  }

  private List<String> commandOf(String verb, String... options) {
    List<String> command = new ArrayList<>(List.of(PROGRAM, "daemon", verb, "--instance", name));
    command.addAll(List.of(options));
    return command;
  }

  /** Starts it, which must succeed; gives its pid. */
  public long start(String... options) throws IOException, InterruptedException {
    daemon("start", options).expect(0);
    return pid();
  }

  /** Runs a command about sessions in its home, such as {@code run}. */
  public CommandResult coven(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("COVEN_HOME", home);
    return lab.exec(variables, command);
  }

  /**
   * The status, as {@code --json} gives it.
   *
   * @param exitCode the exit code that goes with it
   */
  public JsonObject status(int exitCode) throws IOException, InterruptedException {
    String document = daemon("status", "--json").expect(exitCode).out();
    return JsonParser.parseString(document).getAsJsonObject();
  }

  /** The pid of its process, as systemd knows it; 0 when there is none. */
  public long pid() throws IOException, InterruptedException {
    return Long.parseLong(property("MainPID"));
  }

  /** What systemd says of the unit. */
  public String property(String property) throws IOException, InterruptedException {
    return sh("systemctl --user show --value -p " + property + " " + unit())
        .expect(0)
        .out()
        .strip();
  }

  /** Runs a command of a shell as the lab's user. */
  public CommandResult sh(String script) throws IOException, InterruptedException {
    return lab.sh(script);
  }

  /** Waits until status ends with an exit code. */
  public void awaitStatus(int exitCode) throws IOException, InterruptedException {
    lab.await(
        name + " to have status " + exitCode,
        PROGRAM + " daemon status --instance " + name + "; test $? = " + exitCode);
  }

  /** Makes {@link #SHELL_HARNESS} a program on {@link #PATH}. */
  public void installHarness() throws IOException, InterruptedException {
    String script = "for prompt; do :; done\nexec sh -c \"$prompt\"";
    sh("mkdir -p ~/bin ~/project && printf '#!/bin/sh\\n%s\\n' '"
            + script
            + "' >~/bin/claude && chmod 755 ~/bin/claude")
        .expect(0);
  }

  /**
   * Launches a session that stays.
   *
   * @param id its id
   * @param prompt what its shell runs
   */
  public void launch(String id, String prompt) throws IOException, InterruptedException {
    coven("run", "--detach", "--id", id, "--cwd", USER_HOME + "/project", SHELL_HARNESS, prompt)
        .expect(0);
  }

  /**
   * Ends the daemon's process and waits for the next one.
   *
   * @param how {@code kill}, or {@code shutdown} for a clean exit
   * @return the milliseconds until the next one says that it is well
   */
  public long respawn(String how) throws IOException, InterruptedException {
    return Long.parseLong(lab.exec(client(how, socket())).expect(0).out().strip());
  }

  /**
   * Starts a client that asks for ever how the daemon does, and waits until it does so.
   *
   * @param refusals a file that grows by a byte each time it got no answer
   */
  public void knocking(String refusals) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemd-run", "--user", "--quiet"));
    command.addAll(client("knock", socket(), refusals));
    lab.exec(command).expect(0);
  }

  private static List<String> client(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                IMAGE + "/runtime/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASSES + ":" + IMAGE + "/lib/*",
                LabClient.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
