package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a daemon that did not end well leaves behind, and what only looks like a daemon. */
class LeftoversIT {
  @AutoClose private final House house = House.own();

  @Test
  void aKilledDaemonIsNoticedAndNeedsNoCleaningUp() throws Exception {
    long killed = house.start();
    house.kill(killed);

    CommandResult status = house.run("daemon", "status").expect(1);
    assertSays(
        status.out(),
        "not running, and did not end well",
        "daemon.json names pid " + killed + ", which runs no more",
        "Nobody listens at the socket",
        "next      coven daemon start");
    assertEquals("leftovers", house.json(1, "daemon", "status").get("state").getAsString());

    assertTrue(house.start() != killed);
    assertSays(
        house.logged(),
        "removed the socket that a killed daemon left behind",
        "an earlier daemon did not end cleanly pid=" + killed);
    assertEquals("running", house.json(0, "daemon", "status").get("state").getAsString());
  }

  @Test
  void stopAfterAKillSaysThatNothingRuns() throws Exception {
    house.kill(house.start());
    assertEquals("Coven is not running.\n", house.run("daemon", "stop").expect(0).out());
    house.run("daemon", "start").expect(0);
  }

  @Test
  void aPidThatBelongsToAnotherProcessByNowIsNotTakenForTheDaemon() throws Exception {
    house.kill(house.start());
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      rename(house.home().daemonFile(), stranger.pid());
      rename(house.home().coven().resolve("daemon.lock"), stranger.pid());

      CommandResult status = house.run("daemon", "status").expect(1);
      assertSays(status.out(), "pid " + stranger.pid() + ", which is another process by now");
      assertSays(house.run("daemon", "stop").expect(0).out(), "Coven is not running");
      assertTrue(house.start() != stranger.pid());
      assertSays(house.logged(), "did not end cleanly pid=" + stranger.pid());
      house.run("daemon", "restart").expect(0);
      house.run("daemon", "stop").expect(0);
      assertTrue(stranger.isAlive(), "a process of that number was signalled");
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  /** Puts another pid into a file that names one, and leaves the start time as it is. */
  private static void rename(Path file, long pid) throws IOException {
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    json.addProperty("pid", pid);
    Files.writeString(file, json.toString());
  }

  @Test
  void garbageInItsFilesIsNoObstacle() throws Exception {
    for (String garbage :
        List.of(
            "",
            "\0\1\2\3",
            "not json",
            "[]",
            "{}",
            "{\"pid\":\"many\",\"startedAt\":\"once\",\"socket\":7}",
            "{\"pid\":-1,\"startedAt\":\"2026-01-01T00:00:00Z\",\"socket\":\"/x\"}",
            "{\"pid\":99999999999999999999,\"startedAt\":\"2026-01-01T00:00:00Z\",\"socket\":\"/x\"}",
            "{\"pid\":1,\"startedAt\":\"2026-01-01T00:00:00Z\",\"socket\":\"/x\"}")) {
      house.kill(house.start());
      Files.writeString(house.home().daemonFile(), garbage);
      Files.writeString(house.home().coven().resolve("daemon.lock"), garbage);

      CommandResult status = house.run("daemon", "status").expect(1);
      assertSays(status.out(), "daemon.json ", "coven daemon start");
      assertEquals("", status.err(), garbage);
      assertEquals("Coven is not running.\n", house.run("daemon", "stop").expect(0).out());
    }
    house.start();
    assertSays(house.logged(), "daemon.json was garbage, replacing it");
  }

  @Test
  void garbageBesideARunningDaemonIsANote() throws Exception {
    long pid = house.start();
    Files.writeString(house.home().daemonFile(), "{\"pid\":");
    CommandResult status = house.run("daemon", "status").expect(0);
    assertSays(
        status.out(), "Coven is running (pid " + pid, "daemon.json is not a daemon's record");
    Files.delete(house.home().daemonFile());
    assertSays(house.run("daemon", "status").expect(0).out(), "daemon.json is missing");
    house.run("daemon", "stop").expect(0);
  }

  @Test
  void aSocketWithoutAnythingElseIsRemoved() throws Exception {
    privateHome();
    listen().close();
    assertTrue(Files.exists(house.home().socket()));
    assertSays(house.run("daemon", "status").expect(1).out(), "Nobody listens at the socket");
    house.start();
    assertSays(house.logged(), "removed the socket that a killed daemon left behind");
  }

  private void privateHome() throws IOException {
    Files.createDirectory(
        house.home().coven(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The kernel accepts up to the backlog; nobody ever reads. */
  private ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(house.home().socket()));
  }
}
