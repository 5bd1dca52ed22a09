package dev.coven.kit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A daemon of the packaged program on a machine, which the machine's user names by {@code
 * --instance}. Immutable; the {@code with} methods give changed copies.
 */
public final class LabService {
  /** Runs its last argument, the prompt, in a shell; {@link #installHarness} brings it. */
  public static final String SHELL_HARNESS = "claude";

  private final Machine machine;
  private final String name;
  private final String home;
  private final Map<String, String> environment;

  private LabService(Machine machine, String name, String home, Map<String, String> environment) {
    this.machine = machine;
    this.name = name;
    this.home = home;
    this.environment = environment;
  }

  /**
   * An instance, which need not exist.
   *
   * @param machine from {@link Machines#withImage}
   * @param name what the test calls the instance
   */
  public static LabService of(Machine machine, String name) {
    String instance = machine.instance(name);
    String home = machine.home() + "/.coven-" + instance;
    return new LabService(machine, instance, home, Map.of("PATH", path(machine)));
  }

  /** The PATH of a caller who is not told another; it has {@link #SHELL_HARNESS}. */
  public static String path(Machine machine) {
    return machine.home() + "/bin:/usr/local/bin:/usr/bin:/bin";
  }

  /** The packaged program there. */
  public static String program(Machine machine) {
    return machine.at(Image.underTest().directory()) + "/bin/coven";
  }

  /** Makes {@link #SHELL_HARNESS} a program on {@link #path}. */
  public static void installHarness(Machine machine) throws IOException, InterruptedException {
    String script = "for prompt; do :; done\nexec sh -c \"$prompt\"";
    machine
        .sh(
            "mkdir -p ~/bin ~/project && printf '#!/bin/sh\\n%s\\n' '"
                + script
                + "' >~/bin/claude && chmod 755 ~/bin/claude")
        .expect(0);
  }

  /** Called with a variable set. */
  public LabService withVariable(String variable, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    changed.put(variable, value);
    return new LabService(machine, name, home, changed);
  }

  /** With COVEN_HOME set. */
  public LabService withHome(String other) {
    return new LabService(machine, name, other, environment).withVariable("COVEN_HOME", other);
  }

  /** The instance's name, as the program knows it. */
  public String name() {
    return name;
  }

  /** The systemd unit's name without its type, which is also what its journal is marked with. */
  public String identifier() {
    return "coven-" + name;
  }

  /** The systemd unit. */
  public String unit() {
    return identifier() + ".service";
  }

  /** The unit's file. */
  public String unitFile() {
    return machine.units() + "/" + unit();
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
    return machine.exec(environment, commandOf(verb, options));
  }

  /** The command that {@link #daemon} runs, for a shell of the machine. */
  public String command(String verb, String... options) {
    return String.join(" ", commandOf(verb, options));
  }

  private List<String> commandOf(String verb, String... options) {
    List<String> command =
        new ArrayList<>(List.of(program(machine), "daemon", verb, "--instance", name));
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
    List<String> command = new ArrayList<>(List.of(program(machine)));
    command.addAll(List.of(arguments));
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("COVEN_HOME", home);
    return machine.exec(variables, command);
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

  /** Runs a command of a shell as the machine's user. */
  public CommandResult sh(String script) throws IOException, InterruptedException {
    return machine.sh(script);
  }

  /** Waits until status ends with an exit code. */
  public void awaitStatus(int exitCode) throws IOException, InterruptedException {
    machine.await(
        name + " to have status " + exitCode,
        program(machine) + " daemon status --instance " + name + "; test $? = " + exitCode);
  }

  /**
   * Launches a session that stays.
   *
   * @param id its id
   * @param prompt what its shell runs
   */
  public void launch(String id, String prompt) throws IOException, InterruptedException {
    coven(
            "run",
            "--detach",
            "--id",
            id,
            "--cwd",
            machine.home() + "/project",
            SHELL_HARNESS,
            prompt)
        .expect(0);
  }

  /**
   * Ends the daemon's process and waits for the next one.
   *
   * @param how {@code kill}, or {@code shutdown} for a clean exit
   * @return the milliseconds until the next one says that it is well
   */
  public long respawn(String how) throws IOException, InterruptedException {
    return Long.parseLong(machine.exec(client(how, socket())).expect(0).out().strip());
  }

  /**
   * Starts a client that asks for ever how the daemon does, and waits until it does so.
   *
   * @param refusals a file that grows by a byte each time it got no answer
   */
  public void knocking(String refusals) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("systemd-run", "--user", "--quiet", "--unit=" + name + "-knock"));
    command.addAll(client("knock", socket(), refusals));
    machine.exec(command).expect(0);
  }

  /**
   * Runs a class of the tests on the image's Java and libraries, as a service of the machine's user
   * beside the daemon.
   *
   * @param unit what that service is called
   * @param output a file that takes what it prints
   * @param main the class
   * @param arguments its arguments
   */
  public void runJava(String unit, String output, Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("systemd-run", "--user", "--quiet", "--unit=" + unit));
    environment.forEach((variable, value) -> command.add("--setenv=" + variable + "=" + value));
    command.addAll(
        List.of("--property=StandardOutput=file:" + output, "--property=StandardError=inherit"));
    command.addAll(java(main, arguments));
    machine.exec(command).expect(0);
  }

  /**
   * Lets a crowd of clients ask how the daemon does, and waits until each has been answered.
   *
   * @param report a new file's path, for {@link #disperse}
   * @param clients how many
   */
  public void crowd(String report, int clients) throws IOException, InterruptedException {
    String unit = "--unit=" + name + "-" + report.substring(report.lastIndexOf('/') + 1);
    List<String> command = new ArrayList<>(List.of("systemd-run", "--user", "--quiet", unit));
    command.addAll(client("crowd", socket(), Integer.toString(clients), report));
    machine.exec(command).expect(0);
    machine.await("the crowd at " + name, "test -e " + report + ".begun");
  }

  /**
   * Ends a crowd.
   *
   * @param report as it was given to {@link #crowd}
   * @return how many requests were {@code answered}, {@code refused} at the door and {@code broken}
   *     off, and the {@code worstMillis} that one took
   */
  public JsonObject disperse(String report) throws IOException, InterruptedException {
    sh("touch " + report + ".stop").expect(0);
    machine.await("the crowd's report", "test -e " + report);
    return JsonParser.parseString(sh("cat " + report).expect(0).out()).getAsJsonObject();
  }

  /** The status that a JSON object gets which is posted to a path of the API. */
  public int post(String path, String body) throws IOException, InterruptedException {
    String status = machine.exec(client("post", socket(), path, body)).expect(0).out();
    return Integer.parseInt(status.strip());
  }

  /** The pid that a client's kernel gives for the daemon, and the one that the daemon gives. */
  public String peer() throws IOException, InterruptedException {
    return machine.exec(client("peer", socket())).expect(0).out().strip();
  }

  /** The socket unit's name. */
  public String socketUnit() {
    return identifier() + ".socket";
  }

  /** The socket unit's file. */
  public String socketUnitFile() {
    return machine.units() + "/" + socketUnit();
  }

  private List<String> client(String... arguments) {
    return java(LabClient.class, List.of(arguments));
  }

  private List<String> java(Class<?> main, List<String> arguments) {
    String image = machine.at(Image.underTest().directory());
    List<String> command = new ArrayList<>(List.of(image + "/runtime/bin/java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add(
        "-Dorg.newsclub.net.unix.library.override="
            + image
            + "/lib/native/libjunixsocket-native.so");
    command.add("-cp");
    command.add(machine.at(Machines.classes()) + ":" + image + "/lib/*");
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }
}
