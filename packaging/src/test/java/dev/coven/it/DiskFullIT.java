package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file system that is full, or may only be read. */
class DiskFullIT {
  private static final long DISK_BYTES = 64L * 1024 * 1024;
  private static final int LINES = 300_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @AutoClose private final House house = House.own();

  @BeforeEach
  void needs() throws Exception {
    Needs.mounts();
  }

  @Test
  void holdsSessionsBackAndGoesOnWhenThereIsSpaceAgain() throws Exception {
    SmallDisk disk = house.home().onSmallDisk(DISK_BYTES);
    house.start();
    try (Api api = house.api()) {
      Path go = house.home().project().resolve("go");
      String prompt = "until [ -e go ]; do sleep 0.05; done; seq " + LINES;
      String id = api.launch(house.home().project(), SHELL_HARNESS, prompt);

      disk.fill();
      Files.createFile(go);
      String why = Troubled.await(api);
      assertSays(why, "the disk is full (0 bytes free at " + house.home().coven());
      CommandResult status = house.run("daemon", "status").expect(4);
      assertSays(status.out(), "the disk is full", "0 bytes free");
      assertEquals("running", api.session(id).get("status").getAsString());
      api.events(id, 0, 10);
      Troubled.assertLaunchRefused(api, house.home().project(), "the disk is full");

      disk.empty();
      JsonObject ended = api.awaitEnd(id, PATIENCE);
      assertEquals("completed", ended.get("status").getAsString());
      assertTrue(expected().equals(output(api, id)), "output was lost or changed");
      Troubled.awaitEnd(api);
      house.run("run", "demo", "as before").expect(0);
      assertEquals(2, api.get("/sessions").expect(200).array().size(), "a refused launch ran");
    }
  }

  @Test
  void onAReadOnlyOneTheDaemonParksAndNamesTheMount() throws Exception {
    SmallDisk disk = house.home().onSmallDisk(DISK_BYTES);
    house.start();
    house.run("run", "demo", "kept", "--id", "kept").expect(0);
    house.run("daemon", "stop").expect(0);
    disk.setReadOnly(true);
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(
        serve.err(),
        "mounted read-only: " + house.home().coven() + " (coven-test)",
        "Mount it so that it can be written, or set COVEN_HOME");
    disk.setReadOnly(false);
    house.start();
    house.run("sessions", "show", "kept").expect(0);
  }

  /**
   * Linux refuses to mount a file system read-only while a file on it is open for writing; it
   * becomes so by an error of the disk, and then each write fails, and reads go on. A limit of file
   * sizes (setrlimit(2)) that is set under a running daemon is as good: each write fails with
   * EFBIG, which is an SQLITE_IOERR as EROFS and EIO are.
   */
  @Test
  void whereWritesBeginToFailSessionsAreHeldBackUntilTheySucceedAgain() throws Exception {
    long pid = house.start();
    try (Api api = house.api()) {
      Path go = house.home().project().resolve("go");
      String prompt = "until [ -e go ]; do sleep 0.05; done; seq " + LINES;
      String id = api.launch(house.home().project(), SHELL_HARNESS, prompt);

      limitFiles(pid, "0");
      Files.createFile(go);
      assertSays(Troubled.await(api), "the ledger cannot be written", "SQLITE_IOERR", "bytes free");
      assertSays(house.run("daemon", "status").expect(4).out(), "SQLITE_IOERR");
      assertEquals("running", api.session(id).get("status").getAsString());
      api.events(id, 0, 10);
      Troubled.assertLaunchRefused(api, house.home().project(), "SQLITE_IOERR");

      limitFiles(pid, "unlimited");
      JsonObject ended = api.awaitEnd(id, PATIENCE);
      assertEquals("completed", ended.get("status").getAsString());
      assertTrue(expected().equals(output(api, id)), "output was lost or changed");
      Troubled.awaitEnd(api);
    }
  }

  /** The soft limit alone, so that it can be lifted. */
  private static void limitFiles(long pid, String bytes) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", "" + pid, "--fsize=" + bytes + ":unlimited")
            .redirectErrorStream(true)
            .start();
    String said = new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, prlimit.waitFor(), said);
  }

  private static String expected() {
    StringBuilder text = new StringBuilder();
    IntStream.rangeClosed(1, LINES).forEach(line -> text.append(line).append("\r\n"));
    return text.toString();
  }

  private static String output(Api api, String id) throws IOException {
    StringBuilder text = new StringBuilder();
    for (JsonObject event : api.allEvents(id)) {
      if (event.get("kind").getAsString().equals("output")) {
        text.append(Api.payload(event).get("data").getAsString());
      }
    }
    return text.toString();
  }
}
