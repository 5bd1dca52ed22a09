package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Feed;
import dev.coven.kit.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release tool's tarball, and install.sh with it. */
class InstallIT {
  @TempDir private static Path shared;
  private static String version;
  private static Path key;
  private static Feed feed;

  @AutoClose private final House house = House.own();

  @BeforeAll
  static void release() throws Exception {
    try (House house = House.own()) {
      version = house.run("--version").expect(0).out().strip().replace("coven ", "");
    }
    key = Feed.newKey(shared.resolve("release.key"));
    feed =
        Feed.of(
            Image.underTest(),
            version,
            shared.resolve("feed"),
            "--key",
            shared.resolve("release.key").toString());
  }

  @Test
  void installedCovenIsCalledByAPathThatNoUpdateReplaces() throws Exception {
    assertSays(install().expect(0).out(), "Coven " + version + " is installed: " + launcher());
    assertEquals(Path.of("versions", version), Files.readSymbolicLink(data().resolve("current")));
    assertArrayEquals(
        Files.readAllBytes(key), Files.readAllBytes(data().resolve("release-key.pub")));
    Coven installed = Coven.with(new Image(prefix()), house.home());
    assertEquals("coven " + version + "\n", installed.run("--version").expect(0).out());
    House.start(installed);
    assertSays(installed.run("run", "demo", "hello").expect(0).out(), "demo: done");
    JsonObject status = House.json(installed.run("daemon", "status", "--json").expect(0));
    assertEquals(version, status.get("covenVersion").getAsString(), status::toString);
    installed.run("daemon", "stop").expect(0);
    Files.createSymbolicLink(house.home().bin().resolve("coven"), launcher());
    Coven linked = house.coven().through("sh", "-c", "coven --version");
    assertEquals("coven " + version + "\n", linked.run().expect(0).out());
  }

  @Test
  void installingAgainChangesNothing() throws Exception {
    install().expect(0);
    Path file = data().resolve("versions").resolve(version).resolve("bin/coven");
    var before = Files.getAttribute(file, "unix:ino");
    var launcherBefore = Files.getAttribute(launcher(), "unix:ino");
    CommandResult again = sh(List.of(feed.tarball().toString())).expect(0);
    assertSays(again.out(), "is installed already");
    assertEquals(before, Files.getAttribute(file, "unix:ino"));
    assertEquals(launcherBefore, Files.getAttribute(launcher(), "unix:ino"));
    assertNothingStaged();
  }

  @Test
  void theSameImageGivesTheSameTarball() throws Exception {
    Feed again = Feed.of(Image.underTest(), version, shared.resolve("again"));
    assertEquals(-1, Files.mismatch(feed.tarball(), again.tarball()));
    assertFalse(Files.exists(again.directory().resolve("release.json.sig")), "signed by nobody");
  }

  @Test
  void releaseIsRefusedWhereTheImageIsAnotherVersion() throws Exception {
    CommandResult refused =
        Feed.release(Image.underTest(), List.of("9.9.9", shared.resolve("never").toString()));
    assertEquals(1, refused.exitCode());
    assertSays(refused.out(), "The image is " + version + ", not 9.9.9");
    assertFalse(Files.exists(shared.resolve("never")), "a feed was begun");
  }

  @Test
  void keyThatOthersMayUseSignsNothing() throws Exception {
    Path loose = Files.copy(shared.resolve("release.key"), shared.resolve("loose.key"));
    Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rw-r--r--"));
    CommandResult refused =
        Feed.release(
            Image.underTest(),
            List.of(version, shared.resolve("never").toString(), "--key", loose.toString()));
    assertSays(refused.out(), "can be used by others");
  }

  @Test
  void installRefusesWhatItCannotDoAndLeavesNothing() throws Exception {
    refuses("--key is missing", feed.tarball().toString());
    refuses("is no public key", feed.tarball().toString(), "--key", feed.tarball().toString());
    refuses("cannot be read", "/nowhere.tar.gz", "--key", key.toString());
    refuses(
        "a feed is", feed.tarball().toString(), "--key", "" + key, "--feed", "http://a.example");
    Path half = shared.resolve("half.tar.gz");
    byte[] bytes = Files.readAllBytes(feed.tarball());
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    refuses("is no whole tar.gz archive", half.toString(), "--key", key.toString());
    refuses("lead out of it", archive("cd a && tar -czPf $0 ../evil"), "--key", key.toString());
    refuses("holds no Coven", archive("tar -czf $0 evil"), "--key", key.toString());
    refuses(
        "this Coven does not run",
        archive(
            "mkdir -p coven-1.0.0/bin coven-1.0.0/share/coven; touch"
                + " coven-1.0.0/share/coven/launcher; printf '#!/bin/sh\\n"
                + "exit 3\\n"
                + "' >coven-1.0.0/bin/coven; chmod +x coven-1.0.0/bin/coven; tar -czf $0"
                + " coven-1.0.0"),
        "--key",
        key.toString());
    assertFalse(Files.exists(launcher()), "something was installed");
    Files.createDirectories(prefix().resolve("bin"));
    Files.writeString(launcher(), "#!/bin/sh\necho another program\n");
    refuses("was not made by install.sh", feed.tarball().toString(), "--key", key.toString());
    assertSays(Files.readString(launcher()), "another program");
  }

  @Test
  void anotherKeyIsNotTrustedInSilence() throws Exception {
    install().expect(0);
    Path other = Feed.newKey(house.home().user().resolve("other.key"));
    refuses("another key is trusted", feed.tarball().toString(), "--key", other.toString());
  }

  private void refuses(String why, String... words) throws IOException, InterruptedException {
    CommandResult refused = sh(List.of(words));
    assertEquals(1, refused.exitCode(), refused::toString);
    assertSays(refused.err(), "install.sh: ", why);
    assertNothingStaged();
  }

  private CommandResult install() throws IOException, InterruptedException {
    return sh(List.of(feed.tarball().toString(), "--key", key.toString()));
  }

  /** install.sh, for this house's user. */
  private CommandResult sh(List<String> words) throws IOException, InterruptedException {
    List<String> script = new ArrayList<>(List.of("exec sh", quoted(feed.installer().toString())));
    words.forEach(word -> script.add(quoted(word)));
    // The program that the kit appends becomes $0.
    return house.coven().through("sh", "-c", String.join(" ", script)).run();
  }

  private static String quoted(String word) {
    return "'" + word + "'";
  }

  /**
   * A tar.gz that a script made beside a directory a and a file evil; its path is the script's $0.
   */
  private String archive(String script) throws IOException, InterruptedException {
    Path place = Files.createTempDirectory(shared, "archive");
    String archive = place.resolve("made.tar.gz").toString();
    var process =
        new ProcessBuilder("sh", "-euc", "mkdir a; echo >evil; " + script, archive)
            .directory(place.toFile())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    return archive;
  }

  private void assertNothingStaged() throws IOException {
    if (Files.isDirectory(data())) {
      try (var files = Files.list(data())) {
        assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith("staging")));
      }
    }
  }

  private Path prefix() {
    return house.home().user().resolve(".local");
  }

  private Path launcher() {
    return prefix().resolve("bin/coven");
  }

  private Path data() {
    return prefix().resolve("share/coven");
  }
}
