package dev.coven.launchd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A Mac's launchd for one user, as a test sees it: switches, events, and what was asked of it.
 * Closing it fails the test when launchctl was used in a way that it must not be.
 */
public final class LaunchdDouble implements Closeable {
  private final int uid;
  private final Supervisor supervisor;
  private final FrontDoor door;
  private final ScriptedPrograms scripted;
  private final List<Closeable> parts;

  private LaunchdDouble(
      Path directory,
      int uid,
      Supervisor supervisor,
      ScriptedPrograms scripted,
      List<Closeable> parts)
      throws IOException, InterruptedException {
    this.uid = uid;
    this.supervisor = supervisor;
    this.scripted = scripted;
    this.parts = parts;
    supervisor.add(gui());
    supervisor.add("user/" + uid);
    this.door = FrontDoor.open(directory, supervisor);
  }

  /**
   * On a fake clock, with processes that only pretend.
   *
   * @param directory an empty one, for the program and its pipes
   * @param uid the user
   */
  public static LaunchdDouble pretended(Path directory, int uid, FakeTime time)
      throws IOException, InterruptedException {
    ScriptedPrograms programs = new ScriptedPrograms(time);
    return new LaunchdDouble(directory, uid, new Supervisor(time, programs), programs, List.of());
  }

  /** In real time, with real processes; those that are left at the end are killed. */
  public static LaunchdDouble real(Path directory, int uid)
      throws IOException, InterruptedException {
    RealTime time = new RealTime();
    RealPrograms programs = new RealPrograms(System.getenv());
    return new LaunchdDouble(
        directory, uid, new Supervisor(time, programs), null, List.of(time, programs));
  }

  /**
   * With real processes, and a clock for throttle and patience that goes when it is told to.
   *
   * @param login the environment of the user's login; jobs get HOME and the like from it
   */
  public static LaunchdDouble real(
      Path directory, int uid, FakeTime time, Map<String, String> login)
      throws IOException, InterruptedException {
    RealPrograms programs = new RealPrograms(login);
    return new LaunchdDouble(
        directory, uid, new Supervisor(time, programs), null, List.of(programs));
  }

  /** The directory to put first on PATH. */
  public Path bin() {
    return door.bin();
  }

  /** The name of the domain that a login at the screen makes. */
  public String gui() {
    return "gui/" + uid;
  }

  /** The arguments of each call of launchctl so far. */
  public List<List<String>> calls() {
    return List.copyOf(door.calls());
  }

  /** The subcommands that change something, in their order. */
  public List<String> deeds() {
    return calls().stream().map(List::getFirst).filter(word -> !word.startsWith("print")).toList();
  }

  public void forgetCalls() {
    door.calls().clear();
  }

  /** Speaks another dialect from now on. */
  public void speak(Dialect dialect) {
    supervisor.speak(dialect);
  }

  /** What pretended processes do that are started from now on. */
  public void follow(Script script) {
    scripted.follow(script);
  }

  /** Ends the pretended process of a job. */
  public void end(String domain, String label, Exit exit) {
    // The process is looked for under the lock, and ended without it, as the kernel does.
    scripted.end(
        supervisor.ask(domain, it -> it.job(label).orElseThrow().pid().orElseThrow()), exit);
  }

  /** As {@code launchctl disable}, by somebody else. */
  public void disable(String domain, String label) {
    supervisor.tell(domain, it -> it.disabled().add(label));
  }

  public boolean isDisabled(String domain, String label) {
    return supervisor.ask(domain, it -> it.disabled().contains(label));
  }

  public boolean isLoaded(String domain, String label) {
    return supervisor.ask(domain, it -> it.job(label).isPresent());
  }

  /** The process of a loaded job; empty while it has none. */
  public OptionalLong pid(String domain, String label) {
    return supervisor.ask(domain, it -> it.job(label).orElseThrow().pid());
  }

  /** How often a loaded job was started. */
  public long runs(String domain, String label) {
    return supervisor.ask(domain, it -> it.job(label).orElseThrow().runs());
  }

  /** The state of a loaded job, in launchd's words. */
  public String state(String domain, String label) {
    return supervisor.ask(domain, it -> it.job(label).orElseThrow().state().words);
  }

  /** One of the environment variables of a loaded job, as its plist was when it was loaded. */
  public String environment(String domain, String label, String name) {
    return supervisor.ask(
        domain, it -> it.job(label).orElseThrow().plist().environment().get(name));
  }

  /** Loads a file, as somebody else, or a login, may do. */
  public void load(String domain, Path plist) {
    Reply reply = supervisor.ask(domain, it -> it.bootstrap(plist));
    if (reply.code() != 0) {
      throw new IllegalStateException(reply.text());
    }
  }

  /** Unloads a label, as somebody else: it goes on draining for as long as its process takes. */
  public void unload(String domain, String label) {
    Reply reply = supervisor.ask(domain, it -> it.bootout(label));
    if (reply.code() != 0) {
      throw new IllegalStateException(reply.text());
    }
  }

  /** A logout from the screen, or that there never was a login, as over SSH. */
  public void logout() {
    supervisor.tell(gui(), Domain::vanish);
  }

  /** A login at the screen, which loads all of {@code ~/Library/LaunchAgents}. */
  public void login(Path launchAgents) throws IOException {
    try (Stream<Path> files = Files.list(launchAgents)) {
      List<Path> plists = files.sorted().toList();
      supervisor.tell(
          gui(),
          domain -> {
            domain.appear();
            domain.loadAll(plists);
          });
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Closeable part : parts) {
      part.close();
    }
    List<String> violations = supervisor.violations();
    if (!violations.isEmpty()) {
      throw new AssertionError("launchd was misused: " + violations);
    }
  }
}
