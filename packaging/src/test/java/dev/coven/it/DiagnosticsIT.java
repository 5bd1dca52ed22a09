package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.SmallDisk;
import dev.coven.privacy.PlantedSecrets;
import dev.coven.privacy.PlantedSecrets.Planted;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Bundles of broken daemons: what explains the fault is in them, and what is a secret is not. */
class DiagnosticsIT {
  /** Of each shape; two hundred and more in all. */
  private static final int EACH = 9;

  /** A run of a secret's characters that is this long must not remain. */
  private static final int LONGEST_REST = 7;

  @AutoClose private final House house = House.own();

  private final Path file = house.home().user().resolve("bundle.zip");

  private Opened bundle(String... more) throws Exception {
    return new Opened(Files.readAllBytes(write(more)));
  }

  private Path write(String... more) throws Exception {
    Files.deleteIfExists(file);
    house.run(words(more)).expect(0);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    return file;
  }

  private String[] words(String... more) {
    return Stream.concat(Stream.of("diagnostics", "--output", file.toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void aHealthyDaemon() throws Exception {
    house.start();
    house.run("run", "demo", "a private plan", "--id", "one").expect(0);
    CommandResult said = house.run(words("--session", "on"));
    assertSays(said.expect(0).out(), file.toString(), "daemon/health.json", "Before you share it");
    Opened well = new Opened(Files.readAllBytes(file));
    assertSays(well.text("daemon/health.json"), "\"ok\": true");
    assertSays(well.text("daemon/harnesses.json"), "coven-demo");
    assertSays(well.text("log/coven.log"), "ready contract");
    assertSays(well.text("ledger/figures.json"), "\"sessions\": 1");
    assertSays(well.text("session/session.json"), "\"id\": \"one\"", "(left out)");
    assertFalse(well.all().contains("a private plan"), "a prompt was taken along unasked");
    assertFalse(well.all().contains(house.home().user().toString()), "the home is named");
    assertFalse(well.has("session/events.txt"));

    Opened more = bundle("--session", "one", "--include-output");
    assertSays(more.text("session/events.txt"), "a private plan", "demo: done");
    assertSays(more.text("session/session.json"), "a private plan");
  }

  @Test
  void aStoppedDaemon() throws Exception {
    house.start();
    house.run("daemon", "stop").expect(0);
    Opened stopped = bundle();
    assertSays(stopped.doctor("daemon.reachable", "fail"), "does not run");
    assertSays(stopped.missing("daemon/health.json"), "nobody listens");
    assertSays(stopped.text("log/coven.log"), "ready contract");
  }

  @Test
  void aDaemonThatWasKilled() throws Exception {
    house.kill(house.start());
    Opened stale = bundle();
    assertSays(stale.doctor("socket.listener", "fail"), "Nobody listens");
    assertSays(stale.text("daemon/status.json"), "leftovers");
    assertSays(stale.text("home/daemon.json"), "\"pid\"");
  }

  @Test
  void aDaemonThatStandsStill() throws Exception {
    long pid = house.start();
    assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + pid).start().waitFor());
    Opened wedged = bundle();
    assertSays(wedged.doctor("daemon.reachable", "fail"), "pid " + pid, "gave no answer");
    assertSays(wedged.missing("daemon/health.json"), "no answer within");
    house.kill(pid);
  }

  @Test
  void aLedgerThatIsDamaged() throws Exception {
    house.start();
    house.run("run", "demo", "hello").expect(0);
    house.run("daemon", "stop").expect(0);
    try (RandomAccessFile ledger = new RandomAccessFile(house.home().ledger().toFile(), "rw")) {
      ledger.write(new byte[8192]);
    }
    Opened damaged = bundle();
    assertSays(damaged.doctor("ledger.opens", "fail"), "ledger.sqlite3 is damaged");
    assertSays(damaged.missing("ledger/figures.json"), "is damaged");
    assertSays(damaged.text("log/coven.log"), "ready contract");
  }

  @Test
  void aHomeThatOthersMayEnter() throws Exception {
    house.start();
    Files.setPosixFilePermissions(
        house.home().coven(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Opened open = bundle();
    assertSays(open.doctor("home.mode", "fail"), "open to others (rwxr-xr-x)");
    assertSays(open.text("home/files.txt"), "rwxr-xr-x uid=");
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    Needs.mounts();
    SmallDisk disk = house.home().onSmallDisk(200_000_000);
    house.start();
    disk.fill();
    Path there = house.home().coven().resolve("bundle.zip");
    CommandResult full = house.run("diagnostics", "--output", there.toString()).expect(1);
    assertSays(full.err(), "No space left on device", "nothing of it was left", "--output");
    try (Stream<Path> files = Files.list(house.home().coven())) {
      assertTrue(files.noneMatch(left -> left.toString().contains("bundle")), "a draft was left");
    }
    assertSays(bundle().doctor("home.space", "fail"), "MB are free");
    disk.empty();
  }

  @Test
  void aHarnessThatIsNotThere() throws Exception {
    Files.delete(house.home().bin().resolve(House.SHELL_HARNESS));
    house.start();
    house.run("run", House.SHELL_HARNESS, "hello").expect(127);
    Opened missing = bundle();
    assertSays(missing.doctor("harness.claude", "pass"), "not installed");
    assertSays(missing.text("log/coven.log"), "harness_not_installed");
  }

  @Test
  void isWrittenOverNothingAndThroughNoLink() throws Exception {
    Path mine = Files.writeString(house.home().user().resolve("mine.txt"), "mine");
    Files.createSymbolicLink(file, mine);
    CommandResult refused = house.run(words()).expect(1);
    assertSays(refused.err(), file + " already", "--force");
    assertEquals("mine", Files.readString(mine));
    house.run(words("--force")).expect(0);
    assertEquals("mine", Files.readString(mine));
    assertFalse(Files.isSymbolicLink(file));
    assertSays(house.run(words("--since", "whenever")).expect(2).err(), "a span such as 2h");
  }

  @Test
  void holdsNoneOfTheSecretsThatWerePlanted() throws Exception {
    List<Planted> planted = new PlantedSecrets(7).of(EACH);
    assertTrue(planted.size() >= 200, planted.size() + " are too few");
    List<String> texts = new ArrayList<>(planted.stream().map(Planted::text).toList());
    List<String> own = List.of("INTERNAL-48151623");
    house.start();
    Path config = house.home().coven().resolve("config.toml");
    plant(config, "[redaction]\npatterns = [\"INTERNAL-[0-9]+\"]\n");
    house.run("daemon", "restart").expect(0);
    int fifth = texts.size() / 5;
    plant(config, commented(texts.subList(0, fifth)));
    plant(house.home().coven().resolve("environment"), commented(texts.subList(fifth, 2 * fifth)));
    plant(house.log(), String.join("\n", texts.subList(2 * fifth, 3 * fifth)) + "\n" + own + "\n");
    plant(
        house.home().coven().resolve("logs/daemon.out"),
        String.join("\n", texts.subList(3 * fifth, 4 * fifth)));
    Path evidence = house.home().coven().resolve("evidence");
    Files.createDirectories(evidence);
    plant(evidence.resolve("note.txt"), String.join("\n", texts.subList(4 * fifth, texts.size())));
    plant(house.home().daemonFile(), "\n" + texts.getFirst());
    Path printed = house.home().project().resolve("printed");
    plant(printed, String.join("\n", texts));
    for (String title : texts.subList(0, 10)) {
      String line = title.lines().findFirst().orElse("x").replace("\u0007", "");
      house.run(
          "run",
          House.SHELL_HARNESS,
          "cat printed; : " + line + own,
          "--id",
          "s" + texts.indexOf(title));
    }

    Opened bundle = bundle("--session", "s0", "--include-output");
    assertSays(bundle.text("session/events.txt"), "***");
    String all = bundle.all();
    for (Planted each : planted) {
      for (String secret : each.secret()) {
        assertFalse(remains(secret, all), () -> each.shape() + " remains: " + each.text());
      }
    }
    assertFalse(all.contains(own.getFirst()), "what the user's own pattern names remains");
    assertTrue(
        all.chars().noneMatch(c -> c < 0x20 && c != '\n' && c != '\t'), "a control character");
  }

  private static String commented(List<String> texts) {
    StringBuilder text = new StringBuilder("\n");
    texts.forEach(
        each -> each.lines().forEach(line -> text.append("# ").append(line).append('\n')));
    return text.toString();
  }

  private static boolean remains(String secret, String shown) {
    for (int i = 0; i + LONGEST_REST < secret.length(); i++) {
      if (shown.contains(secret.substring(i, i + LONGEST_REST + 1))) {
        return true;
      }
    }
    return false;
  }

  private static void plant(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
