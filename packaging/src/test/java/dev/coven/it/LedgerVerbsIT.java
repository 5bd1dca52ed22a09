package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coven ledger}, each verb beside a daemon and without one. */
class LedgerVerbsIT {
  private static final int PAGE = 4096;

  @AutoClose private final House house = House.plain();

  private final Path ledger = house.home().ledger();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void checkFindsNothing(boolean live) throws Exception {
    keepSomething(live);
    assertSays(house.run("ledger", "check").expect(0).out(), "The ledger is sound: 3 sessions");
    JsonObject json = house.json(0, "ledger", "check");
    assertTrue(json.get("sound").getAsBoolean());
    assertEquals(3, json.get("sessions").getAsInt());
    assertEquals(ledger.toString(), json.get("ledger").getAsString());
    assertEquals(0, json.getAsJsonArray("faults").size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void backupIsALedgerOfItsOwn(boolean live) throws Exception {
    keepSomething(live);
    Path copy = house.home().project().resolve("copy of the ledger");
    assertSays(house.run("ledger", "backup", copy.toString()).expect(0).out(), "3 sessions");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    CommandResult again = house.run("ledger", "backup", copy.toString()).expect(1);
    assertSays(again.err(), "There is something at " + copy);
    house.start();
    Map<String, String> before = replays();
    house.run("daemon", "stop").expect(0);
    Files.delete(ledger);
    Files.move(copy, ledger);
    house.start();
    assertEquals(before, replays());
  }

  @Test
  void backupFollowsNoLink() throws Exception {
    keepSomething(false);
    Path aim = house.home().project().resolve("aim");
    Path link = Files.createSymbolicLink(house.home().project().resolve("link"), aim);
    house.run("ledger", "backup", link.toString()).expect(1);
    assertFalse(Files.exists(aim));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pruneAppliesTheWindowsAndCompactGivesSpaceBack(boolean live) throws Exception {
    keepSomething(live);
    List<String> kept = kinds("small");
    assertSays(house.run("ledger", "prune").expect(0).out(), "No retention is set", "[retention]");
    // Twice as much as one of the two large sessions takes, so that the older one goes.
    retain(house, "max-size = \"3MB\"");
    JsonObject plan = house.json(0, "ledger", "prune", "--dry-run");
    assertEquals("planned", plan.get("outcome").getAsString());
    assertEquals(1, plan.get("strippedSessions").getAsInt());
    assertTrue(kinds("large").size() > 1, "a plan removes nothing");

    CommandResult pruned = house.run("ledger", "prune").expect(0);

    assertSays(pruned.out(), "Gone:", "the output of 1 session");
    assertSays(pruned.err(), "coven ledger compact");
    assertEquals(List.of("exit"), kinds("large"));
    assertEquals(kept, kinds("small"));
    assertSays(house.run("ledger", "prune").expect(0).out(), "Nothing is old enough to go");
    JsonObject compacted = house.json(0, "ledger", "compact");
    assertFalse(compacted.get("rewritten").getAsBoolean());
    assertTrue(
        compacted.get("bytesAfter").getAsLong() < compacted.get("bytesBefore").getAsLong() - 1e6,
        compacted::toString);
    assertEquals(Files.size(ledger), compacted.get("bytesAfter").getAsLong());
    house.run("ledger", "check").expect(0);
  }

  /** The test's own user, because the daemon tells its health to no other. */
  @Test
  void healthTellsOfAPruneByTheCommandAndStillAfterARestart() throws Exception {
    try (House own = House.own()) {
      own.start();
      own.run("run", "demo", "hello").expect(0);
      retain(own, "events = \"1d\"");
      assertFalse(tellsOfAPrune(own));
      own.run("ledger", "prune").expect(0);
      Processes.await("health tells of the prune", () -> tellsOfAPrune(own));
      own.run("daemon", "stop").expect(0);
      own.start();
      assertTrue(tellsOfAPrune(own));
    }
  }

  @Test
  void pruneNeedsAConfigurationThatIsGood() throws Exception {
    keepSomething(false);
    retain(house, "events = \"soon\"");
    assertSays(house.run("ledger", "prune").expect(1).err(), "try: coven config check");
  }

  @Test
  void repairLeavesASoundLedgerAlone() throws Exception {
    keepSomething(false);
    byte[] before = Files.readAllBytes(ledger);
    assertSays(house.run("ledger", "repair").expect(0).out(), "Nothing is wrong");
    assertEquals("sound", house.json(0, "ledger", "repair").get("outcome").getAsString());
    assertArrayEquals(before, Files.readAllBytes(ledger));
    assertFalse(Files.exists(house.home().coven().resolve("evidence")));
  }

  @Test
  void repairBesideADaemonIsRefused() throws Exception {
    keepSomething(true);
    CommandResult refused = house.run("ledger", "repair").expect(1);
    assertSays(refused.err(), "is not repaired while a daemon (pid ", "try: coven daemon stop");
    assertEquals("", refused.out());
    house.run("ledger", "check").expect(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aDamagedLedgerIsFoundAndEverythingElseInItSaved(long seed) throws Exception {
    keepSomething(true);
    Map<String, String> before = replays();
    house.run("daemon", "stop").expect(0);
    // In the middle of the older large session's output: the others are untouched.
    long at = middleOf("large", seed);
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      byte[] garbage = new byte[3 * PAGE];
      new Random(seed).nextBytes(garbage);
      file.seek(at);
      file.write(garbage);
    }
    byte[] damaged = Files.readAllBytes(ledger);

    CommandResult check = house.run("ledger", "check").expect(1);
    assertSays(check.out(), "The ledger " + ledger + " has ");
    assertSays(check.err(), "coven ledger repair");
    CommandResult repair = house.run("ledger", "repair").expect(0);
    assertSays(repair.out(), "The ledger is repaired: 3 sessions", "Lost: ");
    assertSays(repair.err(), "copied to " + house.home().coven().resolve("evidence"));

    Path copy = onlyFile(house.home().coven().resolve("evidence"));
    assertArrayEquals(damaged, Files.readAllBytes(copy));
    assertSays(house.run("ledger", "check").expect(0).out(), "The ledger is sound: 3 sessions");
    house.start();
    Map<String, String> after = replays();
    for (String untouched : List.of("small", "later")) {
      assertEquals(before.get(untouched), after.get(untouched));
    }
    assertSays(after.get("large"), "xxxx", "\\\"reason\\\":\\\"lost\\\"");
    house.run("run", "demo", "goes on").expect(0);
  }

  @Test
  void aLedgerWithoutItsFirstPageParksTheDaemonAndIsSavedWhole() throws Exception {
    keepSomething(true);
    Map<String, String> before = replays();
    house.run("daemon", "stop").expect(0);
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      file.write(new byte[PAGE]);
    }
    house.run("daemon", "start").expect(1);
    assertEquals(
        0, house.json(0, "ledger", "repair").get("lostEvents").getAsInt(), "events are lost");
    house.start();
    assertEquals(before, replays());
  }

  @Test
  void withoutALedgerEachVerbSaysSo() throws Exception {
    for (List<String> verb :
        List.of(
            List.of("check"),
            List.of("repair"),
            List.of("compact"),
            List.of("backup", house.home().project().resolve("copy").toString()))) {
      String[] words = Stream.concat(Stream.of("ledger"), verb.stream()).toArray(String[]::new);
      CommandResult result = house.run(words).expect(1);
      assertSays(result.err(), "There is no ledger at " + ledger, "try: coven daemon start");
      assertFalse(Files.exists(ledger));
    }
  }

  @Test
  void aMissingVerbIsWrongUsage() throws Exception {
    assertSays(house.run("ledger").expect(2).err(), "a command is missing");
    assertSays(house.run("ledger", "--help").expect(0).out(), "check", "compact");
  }

  /** Three sessions that have ended, two of them large. */
  private void keepSomething(boolean live) throws IOException, InterruptedException {
    house.start();
    print("large", "x");
    house.run("run", "demo", "something small", "--id", "small").expect(0);
    print("later", "y");
    if (!live) {
      house.run("daemon", "stop").expect(0);
    }
  }

  private void print(String id, String letter) throws IOException, InterruptedException {
    String command = "head -c 2000000 /dev/zero | tr '\\0' " + letter;
    house.run("run", House.SHELL_HARNESS, command, "--id", id, "--detach").expect(0);
    house.run("attach", id).expect(0);
  }

  /** Everything that was recorded of each session, as the API gives it. */
  private Map<String, String> replays() throws IOException, InterruptedException {
    Map<String, String> replays = new LinkedHashMap<>();
    for (String id : List.of("large", "small", "later")) {
      replays.put(id, house.run("sessions", "events", id, "--json").expect(0).out());
    }
    return replays;
  }

  private List<String> kinds(String id) throws Exception {
    boolean live = Files.exists(house.home().daemonFile());
    if (!live) {
      house.start();
    }
    List<String> kinds =
        house.json(0, "sessions", "events", id).getAsJsonArray("events").asList().stream()
            .map(event -> event.getAsJsonObject().get("kind").getAsString())
            .toList();
    if (!live) {
      house.run("daemon", "stop").expect(0);
    }
    return kinds;
  }

  private static boolean tellsOfAPrune(House house) {
    try (Api api = house.api()) {
      JsonObject storage = api.health().getAsJsonObject("storage");
      return !storage.get("lastPruneAt").isJsonNull()
          && storage.get("pruneAgeSeconds").getAsLong() >= 0
          && !storage.get("maintenanceBlocked").getAsBoolean();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void retain(House house, String line) throws IOException {
    Path config = house.home().coven().resolve("config.toml");
    Files.writeString(config, "[retention]\n" + line + "\n");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    house.home().account().give(config);
  }

  /** A place within the pages that hold the middle of a session's output. */
  private long middleOf(String id, long seed) throws IOException {
    String all =
        new String(Files.readAllBytes(ledger), java.nio.charset.StandardCharsets.ISO_8859_1);
    String letter = id.equals("large") ? "x" : "y";
    long first = all.indexOf(letter.repeat(PAGE - 4)) / PAGE;
    return PAGE * (first + 20 + new Random(seed).nextInt(300));
  }

  private static Path onlyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all::toString);
      return all.get(0);
    }
  }
}
