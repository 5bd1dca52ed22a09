package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Feed;
import dev.coven.kit.Image;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of an installed program, from feeds that the release tool made. */
class UpgradeIT {
  private static final String NEXT = Releases.NEXT;

  @TempDir private static Path shared;
  private static Releases releases;
  private static Feed next;

  @AutoClose private final House house = House.own();
  private Coven installed;

  /** On a busy machine each of the three feeds takes half a minute. */
  @BeforeAll
  @Timeout(600)
  static void release() throws Exception {
    releases = Releases.shared();
    next = releases.next();
  }

  @BeforeEach
  void install() throws Exception {
    install(prefix());
  }

  @Test
  void newVersionRunsAndTheOldOneIsKept() throws Exception {
    Files.createDirectories(data().resolve("versions/0.0.9"));
    CommandResult look = installed.run("upgrade", "--check").expect(0);
    assertEquals(
        "Coven 0.2.0 is there; 0.1.0 is installed. To install it: coven upgrade\n", look.out());
    long before = House.start(installed);
    CommandResult upgraded = installed.run("upgrade").expect(0);
    assertSays(upgraded.err(), "Downloading 0.2.0", "Trying it", "Restarting the daemon");
    JsonObject status = House.json(installed.run("daemon", "status", "--json").expect(0));
    assertEquals(NEXT, status.get("covenVersion").getAsString());
    long after = status.get("pid").getAsLong();
    assertNotEquals(before, after);
    assertSays(
        upgraded.out(),
        "Coven 0.2.0 is installed; it was 0.1.0.",
        "(pid " + after + "; it was " + before + ")");
    assertEquals(Set.of(Releases.FIRST, NEXT), versions());
    assertSays(installed.run("upgrade").expect(0).out(), "Coven 0.2.0 is the newest version.");
    assertSays(installed.run("run", "demo", "hello").expect(0).out(), "demo: done");

    JsonObject back = House.json(installed.run("upgrade", "--rollback", "--json").expect(0));
    assertEquals("rolled_back", back.get("outcome").getAsString());
    assertEquals(Releases.FIRST, back.get("version").getAsString());
    assertEquals(
        after,
        back.getAsJsonArray("daemons").get(0).getAsJsonObject().get("previousPid").getAsLong());
    assertCurrent(Releases.FIRST);
    installed.run("daemon", "stop").expect(0);
  }

  @Test
  void tamperedTarballIsRefused() throws Exception {
    Feed copy = copyOfNext();
    byte[] bytes = Files.readAllBytes(copy.tarball());
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy.tarball(), bytes);
    refuses("SHA-256 differs", "--from", copy.directory().toString());
  }

  @Test
  void announcementThatWasChangedOrSignedByAnotherIsRefused() throws Exception {
    Feed copy = copyOfNext();
    String text = Files.readString(copy.announcement());
    Files.writeString(copy.announcement(), text.replace("0.2.0", "0.3.0"));
    refuses("not signed with the key", "--from", copy.directory().toString());
    Path other = shared.resolve("other.key");
    Feed.newKey(other);
    Feed theirs =
        Feed.of(Image.underTest(), Releases.FIRST, shared.resolve("theirs"), "--key", "" + other);
    refuses("not signed with the key", "--from", theirs.directory().toString());
  }

  @Test
  void olderReleaseIsRefused() throws Exception {
    installed.run("upgrade").expect(0);
    CommandResult refused =
        installed.run("upgrade", "--from", releases.first().directory().toString()).expect(1);
    assertSays(refused.err(), "the feed is an old one");
    assertCurrent(NEXT);
  }

  @Test
  void vanishedFeedIsNamed() throws Exception {
    Feed copy = copyOfNext();
    Files.delete(copy.tarball());
    refuses("The feed cannot be read", "--from", copy.directory().toString());
    refuses("The feed cannot be read", "--from", "/nowhere");
    refuses("The feed cannot be read", "--from", "https://localhost:1/");
    refuses("from an https URL", "--from", "http://localhost:1/");
    Files.delete(data().resolve("feed"));
    refuses("No feed is known here");
  }

  @Test
  void fullDiskIsSaidBeforeAnythingIsFetched() throws Exception {
    Needs.mounts();
    long image = 140L << 20;
    house.home().onSmallDisk(image);
    Path prefix = house.home().coven().resolve("prefix");
    install(prefix);
    CommandResult refused = installed.run("upgrade").expect(1);
    assertSays(refused.err(), "The disk has no room for the update");
    assertFalse(Files.exists(prefix.resolve("share/coven/staging")));
    assertEquals("coven 0.1.0\n", installed.run("--version").expect(0).out());
  }

  @Test
  void versionWhoseDaemonDoesNotStartIsTakenBackAndNotTriedAgain() throws Exception {
    Feed bad = releases.bad();
    House.start(installed);
    CommandResult failed = installed.run("upgrade", "--from", bad.directory().toString()).expect(1);
    assertSays(failed.err(), "0.3.0 did not run and was taken back; 0.1.0 is installed as before");
    assertCurrent(Releases.FIRST);
    JsonObject status = House.json(installed.run("daemon", "status", "--json").expect(0));
    assertEquals(Releases.FIRST, status.get("covenVersion").getAsString());
    CommandResult again = installed.run("upgrade", "--from", bad.directory().toString()).expect(1);
    assertSays(again.err(), "0.3.0 was tried here and did not run");
    installed.run("upgrade").expect(0);
    assertCurrent(NEXT);
    installed.run("daemon", "stop").expect(0);
  }

  @Test
  void liveSessionsThatWouldEndAreNotRisked() throws Exception {
    House.start(installed);
    installed.run("run", "--detach", House.SHELL_HARNESS, "read line").expect(0);
    CommandResult refused = installed.run("upgrade").expect(1);
    assertSays(refused.err(), "1 live session would end", "coven upgrade --force");
    assertCurrent(Releases.FIRST);
    installed.run("upgrade", "--force").expect(0);
    assertCurrent(NEXT);
    installed.run("daemon", "stop").expect(0);
  }

  @Test
  void interruptedUpgradeIsSettledByTheNextOne() throws Exception {
    installed.run("upgrade").expect(0);
    Path record = data().resolve("update.json");
    Files.writeString(record, Files.readString(record).replace("COMMITTED", "SWITCHING"));
    Files.createDirectory(data().resolve("staging"));
    CommandResult settled = installed.run("upgrade").expect(0);
    assertSays(settled.err(), "An update to 0.2.0 was interrupted; going back to 0.1.0.");
    assertCurrent(NEXT);
    House.start(installed);
    Files.writeString(record, Files.readString(record).replace("COMMITTED", "SWITCHING"));
    settled = installed.run("upgrade").expect(0);
    assertSays(settled.err(), "An update to 0.2.0 was interrupted; it is complete.");
    installed.run("daemon", "stop").expect(0);
  }

  @Test
  void oneUpgradeAtATime() throws Exception {
    Path lock = data().resolve("update.lock");
    try (FileChannel file =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = file.lock()) {
      assertTrue(held.isValid());
      refuses("Another upgrade of this installation is under way");
    }
  }

  @Test
  void imageThatCameInAnotherWayIsNeverWritten() throws Exception {
    CommandResult refused = house.run("upgrade", "--from", "" + next.directory()).expect(1);
    assertSays(refused.err(), "which install.sh did not make");
  }

  private void install(Path prefix) throws IOException, InterruptedException {
    List<String> words =
        List.of(
            "sh",
            releases.first().installer().toString(),
            releases.first().tarball().toString(),
            "--key",
            releases.key().toString(),
            "--feed",
            next.directory().toString(),
            "--prefix",
            prefix.toString());
    // The program that the kit appends would be a second tarball.
    String script =
        "exec " + words.stream().map(w -> "'" + w + "'").collect(Collectors.joining(" "));
    house.coven().through("sh", "-c", script).run().expect(0);
    installed = Coven.with(new Image(prefix), house.home());
  }

  private void refuses(String why, String... options) throws IOException, InterruptedException {
    String[] words = new String[options.length + 1];
    words[0] = "upgrade";
    System.arraycopy(options, 0, words, 1, options.length);
    assertSays(installed.run(words).expect(1).err(), why);
    assertCurrent(Releases.FIRST);
    assertEquals(Set.of(Releases.FIRST), versions());
    assertFalse(Files.exists(data().resolve("staging")), "something is left in staging");
  }

  private Feed copyOfNext() throws IOException {
    Path copy = Files.createTempDirectory(shared, "copy");
    try (var files = Files.list(next.directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return new Feed(copy, NEXT);
  }

  private void assertCurrent(String version) throws IOException, InterruptedException {
    assertEquals(Path.of("versions", version), Files.readSymbolicLink(data().resolve("current")));
    assertEquals("coven " + version + "\n", installed.run("--version").expect(0).out());
  }

  private Set<String> versions() throws IOException {
    try (var directories = Files.list(data().resolve("versions"))) {
      return directories.map(each -> each.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private Path prefix() {
    return house.home().user().resolve(".local");
  }

  private Path data() {
    return prefix().resolve("share/coven");
  }
}
