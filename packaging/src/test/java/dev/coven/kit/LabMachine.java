package dev.coven.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A systemd of its own: system manager, logind, journal and the manager of one plain user, in
 * namespaces of this machine. Closing it ends everything in it. Of this machine's files it sees the
 * system's, but neither /tmp nor /home; what a test needs is shared.
 */
final class LabMachine implements Machine {
  /** For {@link #up}: the user does not linger. */
  static final String NO_LINGER = "--no-linger";

  private static final String HOME = "/home/lab";
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path program;
  private final Path state;
  private final String name;
  private final Map<Path, String> shared;

  private LabMachine(Path program, Path state, String name, Map<Path, String> shared) {
    this.program = program;
    this.state = state;
    this.name = name;
    this.shared = Map.copyOf(shared);
  }

  /**
   * Why a program can boot none here; empty when it can.
   *
   * @param program the lab's
   */
  static Optional<String> missing(Path program) {
    if (!Files.isExecutable(program)) {
      return Optional.of("there is no systemd lab at " + program);
    }
    return Account.isRoot() ? Optional.empty() : Optional.of("the systemd lab needs root");
  }

  /**
   * Boots one, with the user lingering unless an option says otherwise.
   *
   * @param program the lab's
   * @param shared what it sees of this machine, and where
   * @param options more for the lab's {@code up}
   * @return the lab; the user's manager answers, if the user lingers
   * @throws IOException when it does not boot
   * @throws InterruptedException when interrupted while waiting
   */
  static LabMachine up(Path program, Map<Path, String> shared, List<String> options)
      throws IOException, InterruptedException {
    String name = "coven-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    LabMachine lab = new LabMachine(program, Files.createTempDirectory("covenlab"), name, shared);
    try {
      List<String> words = new ArrayList<>(List.of("up"));
      words.addAll(options);
      shared.forEach((here, there) -> words.addAll(List.of("--bind-ro", here + ":" + there)));
      lab.run(words).expect(0);
      return lab;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  @Override
  public CommandResult exec(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec"));
    environment.forEach(
        (variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
    words.add("--");
    words.addAll(command);
    return run(words);
  }

  @Override
  public CommandResult execAsRoot(List<String> command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec-root", "--"));
    words.addAll(command);
    return run(words);
  }

  @Override
  public String at(Path here) {
    String there = shared.get(here);
    if (there == null) {
      throw new IllegalArgumentException(here + " was not shared with the lab");
    }
    return there;
  }

  /** Nobody else is there. */
  @Override
  public String instance(String instance) {
    return instance;
  }

  @Override
  public String home() {
    return HOME;
  }

  @Override
  public String serviceHome() {
    return HOME;
  }

  @Override
  public String units() {
    return HOME + "/.config/systemd/user";
  }

  @Override
  public boolean lingers() throws IOException, InterruptedException {
    // Not loginctl, which the program asks: where logind itself notes it down.
    return sh("test -e /var/lib/systemd/linger/lab").exitCode() == 0;
  }

  @Override
  public void login() throws IOException, InterruptedException {
    run(List.of("login")).expect(0);
  }

  @Override
  public void logout() throws IOException, InterruptedException {
    run(List.of("logout")).expect(0);
  }

  @Override
  public void linger(boolean on) throws IOException, InterruptedException {
    run(List.of("linger", on ? "on" : "off")).expect(0);
  }

  @Override
  public void powerCut() throws IOException, InterruptedException {
    run(List.of("reboot")).expect(0);
  }

  @Override
  public void close() {
    try {
      run(List.of("down")).expect(0);
      Files.deleteIfExists(state);
    } catch (IOException e) {
      throw new UncheckedIOException("the lab " + name + " is not down", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the lab " + name + " may not be down", e);
    }
  }

  private CommandResult run(List<String> words) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of(program.toString()));
    argv.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().put("LAB_STATE", state.toString());
    builder.environment().put("LAB_NAME", name);
    return Subprocess.run(builder, LIMIT);
  }
}
