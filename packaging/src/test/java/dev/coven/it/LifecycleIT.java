package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** start, status, restart and stop without a service manager, and what signals do. */
class LifecycleIT {
  /** Prints that it runs, and has two processes below it, one of which ignores hang-ups. */
  private static final String TREE = "trap '' HUP; sleep 600 & (sleep 600) & echo grown; wait";

  /** A command that was started in the background ignores signals, and so would the daemon. */
  private static final String[] DEFAULT_SIGNALS = {"env", "--default-signal=HUP,INT,TERM"};

  /** What a daemon that ended well leaves in its home. */
  private static final List<String> LEFT =
      List.of("config.last-good.toml", "daemon.lock", "ledger.sqlite3", "logs");

  @AutoClose private final House house = House.own();

  @Test
  void aStartedDaemonLivesInASessionOfItsOwnAwayFromAnyTerminal() throws Exception {
    long pid = house.start();
    assertEquals(pid, Processes.session(pid));
    assertFalse(Processes.hasTerminal(pid));
    assertEquals("/dev/null", Processes.descriptor(pid, 0));
    String log = house.home().coven().resolve("logs/daemon.out").toString();
    assertEquals(log, Processes.descriptor(pid, 1));
    assertEquals(log, Processes.descriptor(pid, 2));
  }

  @Test
  void theEndOfTheTerminalThatStartedItDoesNotEndIt() throws Exception {
    // script(1) gives the command a terminal and takes it away as soon as the command has ended.
    String inTerminal = "export program=\"$1\"; script -qec '\"$program\" daemon start' /dev/null";
    CommandResult started = house.coven().through("sh", "-c", inTerminal, "sh").run().expect(0);
    assertSays(started.out(), "Coven is running (pid ");
    long pid = house.json(0, "daemon", "status").get("pid").getAsLong();
    assertFalse(Processes.hasTerminal(pid));
    assertEquals(pid, Processes.session(pid));
  }

  @Test
  void aHangUpDoesNotEndIt() throws Exception {
    long pid = House.start(house.coven().through(DEFAULT_SIGNALS));
    signal("HUP", pid);
    Processes.await("the hang-up in the log", () -> logs("hang-up ignored"));
    house.run("run", "demo", "still there").expect(0);
    assertEquals(pid, house.json(0, "daemon", "status").get("pid").getAsLong());
  }

  @Test
  void signalsToTheGroupThatStartedItDoNotReachIt() throws Exception {
    // What a terminal does on Ctrl-C and when it closes, to all but a session of its own.
    String start = "trap : INT HUP TERM; \"$@\" && kill -INT 0 && kill -HUP 0 && kill -TERM 0";
    house.coven().through("setsid", "sh", "-c", start, "sh").run("daemon", "start").expect(0);
    house.run("run", "demo", "still there").expect(0);
    assertFalse(logs("hang-up"), "it got the signals");
  }

  @Test
  void serveEndsCleanlyOnTermAndInterrupt() throws Exception {
    for (String signal : List.of("TERM", "INT")) {
      try (ServingDaemon daemon = house.coven().through(DEFAULT_SIGNALS).serve()) {
        assertTrue(Files.exists(house.home().daemonFile()));
        signal(signal, daemon.pid());
        assertEquals(0, daemon.awaitExit());
        assertEquals("", daemon.said());
      }
      assertEquals(LEFT, names(house.home().coven()));
      assertSays(house.run("daemon", "status").expect(3).out(), "Coven is not running.");
    }
  }

  @Test
  void stopIsDoneWhenNothingRuns() throws Exception {
    assertEquals("Coven is not running.\n", house.run("daemon", "stop").expect(0).out());
    assertFalse(Files.exists(house.home().coven()), "stop made a home");
    assertEquals("not_running", house.json(0, "daemon", "stop").get("outcome").getAsString());
  }

  @Test
  void stopEndsTheWholeTreeOfALiveHarness() throws Exception {
    house.start();
    try (Following run = launchTree("tree")) {
      assertTrue(house.home().processes().size() >= 4, "daemon, run, and a tree");
      CommandResult stop = house.run("daemon", "stop").expect(0);
      assertSays(stop.out(), "Coven has stopped (pid ", "1 live session ended.");
      run.terminate();
      run.awaitEnd();
    }
    assertEquals(List.of(), house.home().processes());
    List<String> left = new ArrayList<>(LEFT);
    left.add("sessions");
    assertEquals(left, names(house.home().coven()));
    assertEquals(List.of(), names(house.home().coven().resolve("sessions")));
    house.start();
    assertKilled("tree");
  }

  @Test
  void restartEndsLiveSessionsOnlyWhenForcedSaysHowManyAndLeavesThemKilled() throws Exception {
    long before = house.start();
    try (Following one = launchTree("one");
        Following two = launchTree("two")) {
      assertEquals(2, house.json(0, "daemon", "status").get("liveSessions").getAsInt());
      CommandResult refused = house.run("daemon", "restart").expect(1);
      assertSays(
          refused.err(),
          "2 live sessions would end with a restart: nobody keeps sessions meanwhile.",
          "try: coven daemon restart --force");
      assertEquals(before, house.json(0, "daemon", "status").get("pid").getAsLong());
      CommandResult restart = house.run("daemon", "restart", "--force").expect(0);
      assertSays(
          restart.out(),
          "Coven has stopped (pid " + before + "). 2 live sessions ended.",
          "Coven is running (pid ");
      // They waited for the next daemon, which told them how it went.
      for (Following run : List.of(one, two)) {
        assertSays(run.awaitEnd().expect(137).err(), "The session was killed.");
      }
    }
    assertKilled("one");
    assertKilled("two");
    JsonObject status = house.json(0, "daemon", "status");
    assertTrue(status.get("pid").getAsLong() != before);
    assertEquals(0, status.get("liveSessions").getAsInt());
    assertEquals(1, house.home().processes().size(), "the new daemon alone");
  }

  @Test
  void restartStartsWhatDoesNotRun() throws Exception {
    CommandResult restart = house.run("daemon", "restart").expect(0);
    assertSays(restart.out(), "Coven is not running.", "Coven is running (pid ");
  }

  @Test
  void nothingListensOnTheNetwork() throws Exception {
    long pid = house.start();
    house.run("run", "demo", "hello").expect(0);
    List<String> sockets =
        Processes.descriptors(pid).stream()
            .filter(target -> target.startsWith("socket:["))
            .map(target -> target.substring("socket:[".length(), target.length() - 1))
            .toList();
    assertFalse(sockets.isEmpty(), "the daemon's own socket at least");
    for (String table : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
      Path file = Path.of("/proc/" + pid + "/net/" + table);
      if (!Files.exists(file)) {
        continue;
      }
      for (String line : Files.readAllLines(file).subList(1, Files.readAllLines(file).size())) {
        // proc(5): the inode is the tenth column.
        String inode = line.strip().split("\\s+")[9];
        assertFalse(sockets.contains(inode), () -> table + ": " + line);
      }
    }
  }

  @Test
  void whatASupervisorTellsTheShellDoesNotReachTheDaemonOrItsHarness() throws Exception {
    Path notify = house.home().user().resolve("notify");
    var shell =
        house
            .coven()
            .withVariable("NOTIFY_SOCKET", notify.toString())
            .withVariable("LISTEN_FDS", "1")
            .withVariable("WATCHDOG_USEC", "1000")
            .withVariable("INVOCATION_ID", "0123")
            .withVariable("JAVA_TOOL_OPTIONS", "-Dno=such");
    House.start(shell);
    CommandResult run = shell.run("run", SHELL_HARNESS, "env | sort").expect(0);
    assertEquals("", run.err());
    for (String name : List.of("NOTIFY_SOCKET", "LISTEN_", "WATCHDOG_", "INVOCATION_ID", "JAVA_")) {
      assertFalse(run.out().contains(name), run::out);
    }
    assertSays(run.out(), "COVEN_SESSION_ID=", "HOME=" + house.home().user());
  }

  private Following launchTree(String id) throws IOException, InterruptedException {
    Following run = new Following(house.coven().start("run", SHELL_HARNESS, TREE, "--id", id));
    run.awaitOut("grown");
    return run;
  }

  private void assertKilled(String id) throws IOException {
    try (Api api = house.api()) {
      assertEquals("killed", api.session(id).get("status").getAsString());
      List<String> kinds =
          new ArrayList<>(
              api.allEvents(id).stream().map(event -> event.get("kind").getAsString()).toList());
      assertEquals("exit", kinds.getLast());
      assertEquals(1, kinds.stream().filter("exit"::equals).count(), kinds::toString);
    }
  }

  private boolean logs(String text) {
    try {
      return house.logged().contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
