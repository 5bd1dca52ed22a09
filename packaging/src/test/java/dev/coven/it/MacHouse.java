package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Image;
import dev.coven.kit.MacImage;
import dev.coven.kit.RawHttp;
import dev.coven.kit.TempHome;
import dev.coven.launchd.FakeTime;
import dev.coven.launchd.LaunchdDouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The packaged program in the home of a Mac's user: launchd is the double, and launchctl a program
 * on the PATH. The daemons are real processes, and launchd's clock goes when a test says so.
 * Closing it fails when launchctl was misused, or a process is left once the service is
 * uninstalled.
 */
final class MacHouse implements AutoCloseable {
  static final String LABEL = "dev.coven.daemon";

  /** The least time between two starts; ThrottleInterval in our plist. */
  static final Duration THROTTLE = Duration.ofSeconds(5);

  private final FakeTime time = new FakeTime();
  private final TempHome home;
  private final LaunchdDouble launchd;
  private final Coven coven;

  private MacHouse(TempHome home) throws IOException, InterruptedException {
    this.home = home;
    int uid = (Integer) Files.getAttribute(home.user(), "unix:uid");
    Path directory = Files.createDirectory(home.user().resolve("launchd"));
    this.launchd = LaunchdDouble.real(directory, uid, time, Map.of("HOME", home.user().toString()));
    Image mac = MacImage.of(Image.underTest(), home.user().resolve("Mac"));
    this.coven =
        Coven.with(mac, home)
            .withVariable("PATH", launchd.bin() + ":" + home.bin() + ":/usr/bin:/bin");
    home.harness(House.SHELL_HARNESS, "for prompt; do :; done\nexec sh -c \"$prompt\"");
  }

  static MacHouse open() {
    try {
      return new MacHouse(TempHome.create());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the double was made", e);
    }
  }

  TempHome home() {
    return home;
  }

  Coven coven() {
    return coven;
  }

  LaunchdDouble launchd() {
    return launchd;
  }

  /** The clock that launchd goes by. */
  FakeTime time() {
    return time;
  }

  /** The domain of a login at the screen. */
  String gui() {
    return launchd.gui();
  }

  Path agents() {
    return home.user().resolve("Library/LaunchAgents");
  }

  Path plist() {
    return agents().resolve(LABEL + ".plist");
  }

  CommandResult daemon(String... arguments) throws IOException, InterruptedException {
    return coven.run(daemonLine(arguments));
  }

  /** Starts a verb and leaves it running. */
  Following following(String... arguments) throws IOException {
    return new Following(coven.start(daemonLine(arguments)));
  }

  private static String[] daemonLine(String... arguments) {
    return Stream.concat(Stream.of("daemon"), Arrays.stream(arguments)).toArray(String[]::new);
  }

  /** {@code coven daemon start}, which must succeed; gives the pid that launchd knows then. */
  long start() throws IOException, InterruptedException {
    daemon("start").expect(0);
    return pid();
  }

  JsonObject status(int exitCode) throws IOException, InterruptedException {
    return House.json(daemon("status", "--json").expect(exitCode));
  }

  /** The process that launchd keeps. */
  long pid() {
    return launchd.pid(gui(), LABEL).orElseThrow();
  }

  boolean isLoaded() {
    return launchd.isLoaded(gui(), LABEL);
  }

  /** launchd's word for what the service does. */
  String state() {
    return launchd.state(gui(), LABEL);
  }

  /** Waits until launchd has seen the end of the process, and waits for its throttle. */
  void awaitThrottled() {
    Processes.await("the throttle", () -> state().equals("spawn scheduled"));
  }

  /** Waits until launchd keeps another process, and that one answers that it is well; its pid. */
  long awaitAnother(long before) {
    Processes.await(
        "another process",
        () -> {
          OptionalLong pid = launchd.pid(gui(), LABEL);
          return pid.isPresent() && pid.getAsLong() != before;
        });
    long pid = pid();
    Processes.await("process " + pid + " to be ready", () -> answers(pid));
    return pid;
  }

  private boolean answers(long pid) {
    try (Api api = new Api(RawHttp.connect(home.socket()))) {
      JsonObject health = api.health();
      return health.get("ok").getAsBoolean()
          && health.getAsJsonObject("daemon").get("pid").getAsLong() == pid;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Sends a signal, as a stranger would. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
  }

  @Override
  public void close() throws IOException {
    try (home;
        launchd) {
      if (Files.exists(plist())) {
        daemon("uninstall").expect(0);
      } else if (Files.exists(home.daemonFile())) {
        daemon("stop").expect(0);
      }
      List<ProcessHandle> left = home.processes();
      assertEquals(
          List.of(), left.stream().map(Processes::describe).toList(), "left running after a test");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the daemon was uninstalled", e);
    }
  }
}
