package dev.coven.supervise;

import dev.coven.launchd.FakeTime;
import dev.coven.launchd.LaunchdDouble;
import dev.coven.templates.ServiceSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A Mac's user with a home, a program to keep running, and the double of launchd. */
final class Mac implements Closeable {
  static final int UID = 501;
  static final String LABEL = "dev.coven.daemon";
  static final LaunchdDomain GUI = LaunchdDomain.gui(UID);
  static final LaunchdDomain USER = LaunchdDomain.user(UID);

  final FakeTime time = new FakeTime();
  final LaunchdDouble launchd;
  final Path agents;
  final CommandRunner runner;

  /** When processes were started, for those that the test tells. */
  final Map<Long, Instant> processStarts = new ConcurrentHashMap<>();

  private final Path home;

  Mac(Path directory) throws IOException, InterruptedException {
    this.home = Files.createDirectory(directory.resolve("Uta's \"Mac\" & 100% <home>"));
    this.agents = home.resolve("Library/LaunchAgents");
    Path program = Files.createFile(home.resolve("coven"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.launchd = LaunchdDouble.pretended(home, UID, time);
    this.runner =
        new ProcessCommandRunner(
            Map.of("PATH", launchd.bin() + ":/usr/bin:/bin", "HOME", home.toString()));
  }

  Launchd service() {
    return service(GUI);
  }

  Launchd service(LaunchdDomain domain) {
    return service(domain, runner);
  }

  Launchd service(LaunchdDomain domain, CommandRunner commands) {
    return new Launchd(
        domain,
        LABEL,
        agents,
        commands,
        timepiece(),
        pid -> Optional.ofNullable(processStarts.get(pid)));
  }

  /** A service that is installed and runs. */
  Launchd running() throws ServiceException, InterruptedException {
    Launchd service = service();
    service.install(Definition.of(plist("/old")));
    service.start();
    launchd.forgetCalls();
    return service;
  }

  /** A plist for the domain of the screen, with a PATH to know it by. */
  String plist(String path) {
    return service(GUI).render(spec(path, false)).main();
  }

  ServiceSpec spec(String path, boolean headless) {
    return ServiceSpec.builder()
        .label(LABEL)
        .unit("coven")
        .description("Coven's daemon")
        .program(program().toString())
        .environment(new TreeMap<>(Map.of("PATH", path)))
        .stateDirectory(home.toString())
        .logPath(home.resolve("start.log").toString())
        .socketPath("/tmp/coven.sock")
        .version("0.1.0")
        .headless(headless)
        .build();
  }

  Path program() {
    return home.resolve("coven");
  }

  /** The PATH by which the loaded service was loaded. */
  String loadedPath() {
    return launchd.environment(GUI.toString(), LABEL, "PATH");
  }

  boolean isLoaded(LaunchdDomain domain) {
    return launchd.isLoaded(domain.toString(), LABEL);
  }

  String launchdState() {
    return launchd.state(GUI.toString(), LABEL);
  }

  Duration elapsed() {
    return Duration.ofNanos(timepiece().nanoTime());
  }

  private Timepiece timepiece() {
    return new Timepiece() {
      @Override
      public long nanoTime() {
        return time.now();
      }

      @Override
      public void pause(Duration duration) {
        time.advance(duration);
      }
    };
  }

  @Override
  public void close() throws IOException {
    launchd.close();
  }
}
