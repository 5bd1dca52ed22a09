package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static dev.coven.it.MacHouse.LABEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A daemon that cannot run. launchd would start whatever exits again and again, so that its process
 * stays and waits.
 */
class LaunchdParkingIT {
  private static final String REASON = "not an SQLite database";

  /** As many clients as a shell prompt, an editor and a script send in some hours. */
  private static final int CLIENTS = 200;

  @AutoClose private final MacHouse mac = MacHouse.open();

  @Test
  void itsProcessStaysHoldsNothingAndSaysWhyOnce() throws Exception {
    park();
    long pid = mac.pid();
    assertEquals("running", mac.state());
    assertFalse(Files.exists(mac.home().socket(), LinkOption.NOFOLLOW_LINKS));
    for (Path file : List.of(mac.home().ledger(), mac.home().coven().resolve("daemon.lock"))) {
      assertFalse(Processes.descriptors(pid).contains(file.toString()), () -> "it holds " + file);
    }
    assertEquals(1, count(log(), REASON), log());

    JsonObject status = mac.status(3);
    assertEquals("parked", status.get("state").getAsString());
    assertSays(status.get("parked").getAsString(), REASON, mac.home().ledger().toString());
    assertSays(mac.daemon("status").expect(3).out(), "Coven is parked", REASON);
  }

  @Test
  void clientsThatKeepConnectingDoNotUnparkIt() throws Exception {
    park();
    long pid = mac.pid();
    for (int client = 0; client < CLIENTS; client++) {
      assertTrue(isRefused(mac.home().socket()), "somebody listens");
    }
    CommandResult sessions = mac.coven().run("sessions").expect(1);
    assertSays(sessions.err(), "The daemon is not running.", "coven daemon start");
    mac.time().advance(MacHouse.THROTTLE.multipliedBy(12));
    assertEquals(pid, mac.pid());
    assertEquals(1, mac.launchd().runs(mac.gui(), LABEL));
    assertEquals(1, count(log(), REASON), log());
    assertEquals("parked", mac.status(3).get("state").getAsString());
  }

  @Test
  void termEndsItCleanly() throws Exception {
    park();
    long pid = mac.pid();
    MacHouse.signal("TERM", pid);
    mac.awaitThrottled();
    JsonObject ended = mac.status(4);
    assertEquals("exit code 0", ended.get("lastExit").getAsString());
    assertFalse(Processes.runs(pid));
    assertTrue(ended.get("parked").isJsonNull(), ended::toString);
  }

  @Test
  void stopEndsItAndThenItCountsAsStopped() throws Exception {
    park();
    long pid = mac.pid();
    mac.daemon("stop").expect(0);
    assertFalse(Processes.runs(pid));
    assertFalse(mac.isLoaded());
    assertEquals("not_running", mac.status(3).get("state").getAsString());
  }

  @Test
  void anotherStartLooksAgainAndSaysTheSame() throws Exception {
    park();
    long pid = mac.pid();
    assertSays(mac.daemon("start").expect(1).err(), "The daemon is parked: ", REASON);
    assertNotEquals(pid, mac.pid(), "the one that had looked already");
    assertEquals("parked", mac.status(3).get("state").getAsString());
  }

  @Test
  void startHealsItWhenTheLedgerIsMended() throws Exception {
    park();
    Files.move(mac.home().ledger(), mac.home().coven().resolve("no-ledger"));
    mac.daemon("start").expect(0);
    JsonObject status = mac.status(0);
    assertEquals(mac.pid(), status.get("pid").getAsLong());
    assertTrue(status.get("parked").isJsonNull(), status::toString);
  }

  /** A start whose daemon finds a ledger that is none. */
  private void park() throws Exception {
    Files.createDirectory(
        mac.home().coven(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(mac.home().ledger(), "no database, at all\n");
    CommandResult start = mac.daemon("start").expect(1);
    assertSays(
        start.err(), "The daemon is parked: The ledger " + mac.home().ledger(), REASON, "try: ");
  }

  /** What all daemons of this home have logged. */
  private String log() throws IOException {
    return Files.readString(mac.home().coven().resolve("logs/coven.log"));
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static boolean isRefused(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return !channel.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }
}
