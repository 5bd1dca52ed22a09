package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * This machine, and the manager of the user who runs the tests. HOME and what hangs on it are a
 * directory of the test's own; only the units lie where the manager looks for them, under names
 * that nobody else has. Sessions, lingering, power and root are left alone.
 */
final class OwnMachine implements Machine {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Path TMP = Path.of("/tmp");
  private static final String RUNTIME = "XDG_RUNTIME_DIR";
  private static final String CONFIG = "XDG_CONFIG_HOME";

  private final String prefix;
  private final Path home;
  private final Map<String, String> environment;
  private final Traces traces;
  private final String serviceHome;

  /** Runs when the tests are broken off: nothing may stay. */
  private final Thread ending;

  private OwnMachine(String prefix, Path home) throws IOException, InterruptedException {
    this.prefix = prefix;
    this.home = home;
    this.environment = environment(home);
    this.traces =
        new Traces(
            prefix,
            home,
            List.of(userUnits(), Path.of(System.getenv(RUNTIME)).resolve("systemd/user")),
            this::exec);
    this.serviceHome =
        sh("systemctl --user show-environment | sed -n s/^HOME=//p").expect(0).out().strip();
    this.ending = new Thread(traces::remove, "end of " + prefix);
  }

  /**
   * Why this machine cannot be used; empty when it can.
   *
   * @throws IOException when a command cannot be run
   */
  static Optional<String> missing() throws IOException, InterruptedException {
    if (!System.getenv().getOrDefault(RUNTIME, "").startsWith("/")) {
      return Optional.of("the user who runs the tests has no manager (no " + RUNTIME + ")");
    }
    String state = said("systemctl --user is-system-running");
    if (!List.of("running", "degraded").contains(state)) {
      return Optional.of("the manager of the user who runs the tests says: " + state);
    }
    // As tests see the installed program do: XDG_CONFIG_HOME may be set in this shell alone.
    if (!List.of(said("systemctl --user show -P UnitPath").split(" "))
        .contains(userUnits().toString())) {
      return Optional.of("the user's manager does not look into " + userUnits());
    }
    // Every manager has told the journal at least that it is up.
    return said("journalctl --user -q -n 1 -o cat 2>/dev/null").isEmpty()
        ? Optional.of("the user who runs the tests may not read the journal of their services")
        : Optional.empty();
  }

  /** What a command of a shell prints, whether it succeeds or not. */
  private static String said(String script) throws IOException, InterruptedException {
    CommandResult result =
        Subprocess.run(new ProcessBuilder("sh", "-c", "LC_ALL=C; export LC_ALL; " + script), LIMIT);
    return (result.out() + result.err()).strip();
  }

  /**
   * Prepares this machine, which lacks nothing.
   *
   * @throws IOException when its directory cannot be made
   */
  static OwnMachine create() throws IOException, InterruptedException {
    // Not java.io.tmpdir, which may be long: a socket's path has room for 107 bytes.
    Path home =
        Files.createTempDirectory(
            TMP.toRealPath(),
            "cv",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      // One word without a dash: systemd writes it otherwise in the names of slices.
      OwnMachine machine =
          new OwnMachine("it" + UUID.randomUUID().toString().substring(0, 6), home);
      Runtime.getRuntime().addShutdownHook(machine.ending);
      return machine;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      TempHome.delete(home);
      throw e;
    }
  }

  /** As a login brings it, and nothing of the tests' own. */
  private static Map<String, String> environment(Path home) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOME", home.toString());
    environment.put("USER", System.getProperty("user.name"));
    environment.put("LOGNAME", System.getProperty("user.name"));
    environment.put("SHELL", "/bin/sh");
    environment.put("LANG", "C.UTF-8");
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put(RUNTIME, System.getenv(RUNTIME));
    environment.put(
        "DBUS_SESSION_BUS_ADDRESS",
        System.getenv()
            .getOrDefault(
                "DBUS_SESSION_BUS_ADDRESS", "unix:path=" + System.getenv(RUNTIME) + "/bus"));
    environment.put(CONFIG, configHome().toString());
    // Named, because services have another HOME and look for their notes, too.
    environment.put("XDG_STATE_HOME", home.resolve(".local/state").toString());
    return environment;
  }

  private static Path configHome() {
    String named = System.getenv().getOrDefault(CONFIG, "");
    return named.startsWith("/")
        ? Path.of(named)
        : Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".config");
  }

  private static Path userUnits() {
    return configHome().resolve("systemd/user");
  }

  @Override
  public CommandResult exec(Map<String, String> more, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    return Subprocess.run(builder, LIMIT);
  }

  /** It is there already. */
  @Override
  public String at(Path shared) {
    return shared.toString();
  }

  @Override
  public String instance(String name) {
    return prefix + "-" + name;
  }

  @Override
  public String home() {
    return home.toString();
  }

  @Override
  public String serviceHome() {
    return serviceHome;
  }

  @Override
  public String units() {
    return userUnits().toString();
  }

  @Override
  public boolean lingers() throws IOException, InterruptedException {
    String said = sh("loginctl show-user --value -p Linger \"$(id -u)\"").expect(0).out().strip();
    return said.equals("yes");
  }

  @Override
  public CommandResult execAsRoot(List<String> command) {
    throw Skip.because("nothing is done as root on the tests' own machine");
  }

  @Override
  public void login() {
    throw Skip.because("no session is opened on the tests' own machine");
  }

  @Override
  public void logout() {
    throw Skip.because("nobody is logged out of the tests' own machine");
  }

  @Override
  public void linger(boolean on) {
    throw Skip.because("lingering is left as it is on the tests' own machine");
  }

  @Override
  public void powerCut() {
    throw Skip.because("the power of the tests' own machine is not cut");
  }

  @Override
  public void close() {
    // Refused once the tests are being broken off; then the hook does it.
    Runtime.getRuntime().removeShutdownHook(ending);
    traces.remove();
  }
}
