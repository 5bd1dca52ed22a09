package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the daemon lives, and where it refuses to; as a user without privileges. */
class HomeIT {
  /** {@code sun_path} less its NUL and the byte that Java leaves unused; see unix(7). */
  private static final int SOCKET_PATH_LIMIT =
      System.getProperty("os.name").startsWith("Mac") ? 102 : 106;

  @AutoClose private final House house = House.plain();

  private final Path coven = house.home().coven();

  @AfterEach
  void allowItsRemoval() throws IOException {
    if (Files.isDirectory(coven, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(coven, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void isCreatedForItsOwnerAloneWhateverTheUmask() throws Exception {
    House.start(house.coven().through("sh", "-c", "umask 000; exec \"$@\"", "sh"));
    house.run("run", "demo", "make some files").expect(0);
    assertPrivate();
    house.run("daemon", "stop").expect(0);
    assertPrivate();
  }

  private void assertPrivate() throws IOException {
    try (Stream<Path> files = Files.walk(coven)) {
      for (Path file : files.toList()) {
        String wanted =
            Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "rwx------" : "rw-------";
        assertEquals(wanted, mode(file), file::toString);
      }
    }
  }

  @Test
  void isCreatedTogetherWithWhatLeadsToIt() throws Exception {
    Path deep = house.home().user().resolve("a/b/c");
    Coven there = at(deep);
    House.start(there);
    assertEquals("rwx------", mode(deep));
    there.run("daemon", "stop").expect(0);
  }

  @Test
  void isMadePrivateWhenItIsEmpty() throws Exception {
    make(coven, "rwxr-xr-x");
    house.start();
    assertEquals("rwx------", mode(coven));
  }

  @Test
  void isRefusedWhenItIsOpenAndHoldsFilesOfOthers() throws Exception {
    make(coven, "rwxr-xr-x");
    Files.writeString(coven.resolve("thesis.txt"), "years of work");
    assertRefused(house.coven(), coven + " is open to others (rwxr-xr-x)", "chmod 700 '" + coven);
    assertEquals("rwxr-xr-x", mode(coven));
    assertEquals(List.of("thesis.txt"), names(coven));
  }

  @Test
  void isRefusedWhenItIsAFile() throws Exception {
    Files.writeString(coven, "not a directory");
    assertRefused(house.coven(), coven + " is not a directory", "Move the file away", "COVEN_HOME");
    assertEquals("not a directory", Files.readString(coven));
  }

  @Test
  void isRefusedWhenItBelongsToAnotherUser() throws Exception {
    assertRefused(at(Path.of("/usr")), "/usr belongs to user 0", "Set COVEN_HOME", "of yours");
  }

  @Test
  void isRefusedWhenItIsALinkToSomewhereLoose() throws Exception {
    Path loose = make(house.home().user().resolve("loose"), "rwxrwxr-x");
    Files.createSymbolicLink(coven, loose);
    assertRefused(house.coven(), loose + ") is open to others", "chmod 700 '" + loose);
    assertEquals("rwxrwxr-x", mode(loose));
    assertEquals(List.of(), names(loose));
  }

  @Test
  void isRefusedWhenItIsALinkToNothing() throws Exception {
    Files.createSymbolicLink(coven, house.home().user().resolve("nothing"));
    assertRefused(house.coven(), "is a symbolic link to nothing", "Remove the link");
  }

  @Test
  void mayBeALinkToAPrivateDirectory() throws Exception {
    Path tucked = make(house.home().user().resolve("tucked away"), "rwx------");
    Files.createSymbolicLink(coven, tucked);
    house.start();
    assertTrue(names(tucked).contains("ledger.sqlite3"));
  }

  @Test
  void isRefusedWhereAnybodyMayRenameIt() throws Exception {
    Path fair = make(house.home().user().resolve("fair"), "rwxrwxrwx");
    Path inside = make(fair.resolve("c"), "rwx------");
    assertRefused(at(inside), "lies below " + fair, "anybody may rename it", "chmod o-w");
    assertEquals(List.of(), names(inside));
  }

  @Test
  void isRefusedWhenItsSocketsPathIsTooLong() throws Exception {
    Path user = house.home().user();
    int room = SOCKET_PATH_LIMIT - bytes(user.resolve("x/coven.sock")) + 1;
    Path fits = user.resolve("ö".repeat(room / 2) + "x".repeat(room % 2));
    assertEquals(SOCKET_PATH_LIMIT, bytes(fits.resolve("coven.sock")));
    House.start(at(fits));
    at(fits).run("daemon", "stop").expect(0);

    Path tooLong = Path.of(fits + "y");
    assertRefused(
        at(tooLong),
        "too long: " + (SOCKET_PATH_LIMIT + 1) + " bytes",
        "allows " + SOCKET_PATH_LIMIT,
        "Set COVEN_HOME to a shorter path");
    assertFalse(Files.exists(tooLong));
  }

  @Test
  void isRefusedWhenItCannotBeWritten() throws Exception {
    make(coven, "r-x------");
    assertRefused(house.coven(), coven + " is not writable", "chmod 700 '" + coven);
    assertEquals(List.of(), names(coven));
  }

  @Test
  void isRefusedWhenItCannotBeOpened() throws Exception {
    make(coven, "---------");
    assertRefused(house.coven(), coven + " is not writable", "chmod 700 '" + coven);
  }

  @Test
  void isRefusedWhenItCannotBeCreated() throws Exception {
    Path locked = make(house.home().user().resolve("locked"), "r-x------");
    assertRefused(
        at(locked.resolve("c")),
        "cannot be created",
        "no permission to write in " + locked,
        "Set COVEN_HOME to a directory of yours");
  }

  @Test
  void isRefusedBelowAFile() throws Exception {
    Path file = Files.writeString(house.home().user().resolve("file"), "");
    assertRefused(at(file.resolve("c")), "cannot be created", file + " is not a directory");
  }

  @Test
  void isRefusedWhenItIsRelative() throws Exception {
    Coven relative = house.coven().withVariable("COVEN_HOME", "here/c");
    assertRefused(relative, "COVEN_HOME is relative (here/c)", "set it to an absolute path");
    assertEquals(List.of(), names(house.home().project()));
  }

  @Test
  void isTheUsersOwnWhenTheVariableIsEmpty() throws Exception {
    Coven plain = house.coven().withVariable("COVEN_HOME", "");
    House.start(plain);
    assertTrue(Files.exists(house.home().user().resolve(".coven/coven.sock")));
    plain.run("daemon", "stop").expect(0);
  }

  @Test
  void parksWhenTheSocketsPathIsTaken() throws Exception {
    make(coven, "rwx------");
    house.home().account().give(Files.writeString(house.home().socket(), "a letter"));
    assertParked("coven.sock is taken by something that is no socket", "Move it away");
    assertEquals("a letter", Files.readString(house.home().socket()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemon.lock", "daemon.json", "logs/coven.log", "logs/daemon.out"})
  void isRefusedWhenADirectoryIsWhereAFileBelongs(String name) throws Exception {
    make(coven, "rwx------");
    if (name.startsWith("logs/")) {
      make(coven.resolve("logs"), "rwx------");
    }
    Path directory = make(coven.resolve(name), "rwx------");
    assertRefused(house.coven(), directory + " is a directory", "Move it away");
  }

  @Test
  void isRefusedWhenItsLockCannotBeWritten() throws Exception {
    make(coven, "rwx------");
    Path lock = Files.writeString(coven.resolve("daemon.lock"), "");
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("r--------"));
    house.home().account().give(lock);
    assertRefused(house.coven(), lock + " is not writable", "chmod 600 '" + lock);
  }

  @Test
  void isRefusedWhenItsLogsAreAFile() throws Exception {
    make(coven, "rwx------");
    Path logs = Files.writeString(coven.resolve("logs"), "wooden");
    assertRefused(house.coven(), logs + " is not a directory", "Move it away");
    assertEquals("wooden", Files.readString(logs));
  }

  /** Both the daemon itself and {@code start} say it; nothing starts. */
  private void assertParked(String... texts) throws IOException, InterruptedException {
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(serve.err(), texts);
    CommandResult start = house.run("daemon", "start").expect(1);
    assertSays(start.err(), texts);
    assertEquals("", serve.out() + start.out());
  }

  private static void assertRefused(Coven coven, String... texts)
      throws IOException, InterruptedException {
    CommandResult start = coven.run("daemon", "start").expect(1);
    assertSays(start.err(), texts);
    CommandResult serve = coven.run("daemon", "serve").expect(78);
    assertSays(serve.err(), texts);
    assertEquals("", serve.out() + start.out());
  }

  private Coven at(Path directory) {
    return house.coven().withVariable("COVEN_HOME", directory.toString());
  }

  private Path make(Path directory, String mode) throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    house.home().account().give(directory);
    return directory;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
