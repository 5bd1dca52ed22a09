package dev.coven.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A systemd of its own: system manager, logind, journal and the manager of one plain user, in
 * namespaces of this machine. Closing it ends everything in it. Of this machine's files it sees the
 * system's, but neither /tmp nor /home; what a test needs is bound.
 */
public final class SystemdLab implements AutoCloseable {
  /** The environment variable that names the lab's program. */
  public static final String PROGRAM = "COVEN_SYSTEMD_LAB";

  /** The environment variable that, when it is 1, makes a lab that is not there a failure. */
  public static final String REQUIRED = "COVEN_SYSTEMD_LAB_REQUIRED";

  /** Where {@link #underClassPath} shows this test run's Java. */
  private static final String JAVA_HOME = "/mnt/jdk";

  private static final String CLASS_PATH = "/mnt/cp";
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** Longer than the watchdog's patience and a start after it, on a busy machine. */
  private static final Duration AWAIT = Duration.ofSeconds(90);

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Path program;
  private final Path state;
  private final String name;

  private SystemdLab(Path program, Path state, String name) {
    this.program = program;
    this.state = state;
    this.name = name;
  }

  /**
   * Boots one, with the user lingering. The test that calls this is skipped, with the reason
   * printed, where there can be none; or fails, where {@link #REQUIRED} says so.
   *
   * @param options for the lab's {@code up}, such as {@code --bind-ro SRC:DST}
   * @return the lab; the user's manager answers
   * @throws IOException when it does not boot
   * @throws InterruptedException when interrupted while waiting
   */
  public static SystemdLab up(String... options) throws IOException, InterruptedException {
    Path program = program();
    missing(program).ifPresent(SystemdLab::giveUp);
    String name = "coven-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    SystemdLab lab = new SystemdLab(program, Files.createTempDirectory("covenlab"), name);
    try {
      List<String> words = new ArrayList<>(List.of("up"));
      words.addAll(List.of(options));
      lab.run(words).expect(0);
      return lab;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  /**
   * Boots one that sees this test run's Java and class path, for {@link #java}.
   *
   * @param options more for the lab's {@code up}
   */
  public static SystemdLab underClassPath(String... options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--bind-ro", System.getProperty("java.home") + ":" + JAVA_HOME));
    List<String> entries = classPath();
    for (int i = 0; i < entries.size(); i++) {
      words.addAll(List.of("--bind-ro", entries.get(i) + ":" + CLASS_PATH + "/" + i));
    }
    return up(words.toArray(String[]::new));
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .filter(entry -> Files.exists(Path.of(entry)))
        .toList();
  }

  /**
   * Boots one in which the packaged program is installed, for {@link LabService}.
   *
   * @param options more for the lab's {@code up}
   */
  public static SystemdLab underImage(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--bind-ro", Image.underTest().directory() + ":" + LabService.IMAGE));
    words.addAll(List.of("--bind-ro", classes() + ":" + LabService.CLASSES));
    return up(words.toArray(String[]::new));
  }

  /**
   * The command that runs a class of the tests in the lab.
   *
   * @param main its name
   * @param arguments its arguments
   */
  public static List<String> java(String main, List<String> arguments) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < classPath().size(); i++) {
      path.append(i == 0 ? "" : ":").append(CLASS_PATH).append('/').append(i);
    }
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", path.toString(), main));
    command.addAll(arguments);
    return command;
  }

  /** Runs a command as the user, without a login, as cron would. */
  public CommandResult exec(List<String> command) throws IOException, InterruptedException {
    return exec(Map.of(), command);
  }

  /**
   * Runs a command as the user, without a login.
   *
   * @param environment variables beside those that a login would bring
   * @param command the command
   */
  public CommandResult exec(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec"));
    environment.forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
    words.add("--");
    words.addAll(command);
    return run(words);
  }

  /** Runs a command of a shell as the user; see {@link #exec}. */
  public CommandResult sh(String script) throws IOException, InterruptedException {
    return exec(List.of("sh", "-c", script));
  }

  /** Runs a command as root. */
  public CommandResult execAsRoot(List<String> command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("exec-root", "--"));
    words.addAll(command);
    return run(words);
  }

  /** Gives the lab a verb: login, logout, linger, reboot. */
  public CommandResult verb(String... words) throws IOException, InterruptedException {
    return run(List.of(words));
  }

  /**
   * Waits in the lab until a condition holds there.
   *
   * @param what is waited for, in a few words
   * @param condition a command of a shell that succeeds then
   * @throws AssertionError when it does not come to hold
   */
  public void await(String what, String condition) throws IOException, InterruptedException {
    String loop = "until { " + condition + "; } >/dev/null 2>&1; do sleep 0.02; done";
    String seconds = Long.toString(AWAIT.toSeconds());
    CommandResult result = exec(List.of("timeout", seconds, "sh", "-c", loop));
    if (result.exitCode() != 0) {
      throw new AssertionError("waited " + AWAIT + " for " + what);
    }
  }

  /** Ends everything in it. */
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
    // Files and not pipes: what a service of the lab inherits would hold a pipe open.
    Path out = Files.createTempFile("lab", ".out");
    Path err = Files.createTempFile("lab", ".err");
    long begin = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LAB_STATE", state.toString());
    builder.environment().put("LAB_NAME", name);
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s does not end within %s: %s".formatted(argv, LIMIT, text(out) + text(err)));
      }
      return new CommandResult(
          process.exitValue(), text(out), text(err), System.nanoTime() - begin);
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** The one that is named, else the one that lies beside the repository. */
  private static Path program() {
    String named = System.getenv(PROGRAM);
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    return classes().resolve("../../../../shared/lab/systemd-lab").normalize();
  }

  private static Path classes() {
    try {
      return Path.of(SystemdLab.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class is in no directory", e);
    }
  }

  /** Why there can be no lab here; empty when there can. */
  private static Optional<String> missing(Path program) {
    if (!Files.isExecutable(program)) {
      return Optional.of("no systemd lab at " + program + "; " + PROGRAM + " may name one");
    }
    return Account.isRoot() ? Optional.empty() : Optional.of("the systemd lab needs root");
  }

  private static void giveUp(String reason) {
    if ("1".equals(System.getenv(REQUIRED))) {
      throw new AssertionError(reason + ", and " + REQUIRED + " is set");
    }
    System.out.println("SKIPPED: " + reason);
    Assumptions.abort(reason);
  }
}
