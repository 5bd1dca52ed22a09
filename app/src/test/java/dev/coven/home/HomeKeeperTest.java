package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeKeeperTest {
  @TempDir private Path temporary;
  private Path directory;
  private CovenHome home;

  @BeforeEach
  void name() throws IOException {
    directory = temporary.toRealPath();
    home = new CovenHome(directory.resolve("home"));
  }

  private void prepare() throws UnusableHomeException {
    new HomeKeeper(home).prepare();
  }

  private String refusal() {
    return assertThrows(UnusableHomeException.class, this::prepare).getMessage();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static Path make(Path path, String mode) throws IOException {
    Files.createDirectory(path);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aNewHomeIsItsOwnersAlone() throws Exception {
    prepare();
    assertEquals("rwx------", mode(home.directory()));
    prepare();
  }

  @Test
  void parentsAreMadeToo() throws Exception {
    home = new CovenHome(directory.resolve("a/b/home"));
    prepare();
    assertEquals("rwx------", mode(home.directory()));
  }

  @Test
  void aFileInItsPlaceIsRefused() throws Exception {
    Files.createFile(home.directory());
    assertTrue(refusal().contains("is not a directory"), refusal());
  }

  @Test
  void aFileInThePlaceOfItsParentIsRefused() throws Exception {
    Files.createFile(directory.resolve("file"));
    home = new CovenHome(directory.resolve("file/home"));
    assertTrue(refusal().contains("cannot be created"), refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---", "rwx---r--", "rwx-w----"})
  void aLooseHomeIsTightenedIfItIsEmpty(String loose) throws Exception {
    make(home.directory(), loose);
    prepare();
    assertEquals("rwx------", mode(home.directory()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemon.lock", "ledger.sqlite3"})
  void aLooseHomeIsTightenedIfItIsOurs(String ours) throws Exception {
    make(home.directory(), "rwxr-xr-x");
    Files.createFile(home.directory().resolve(ours));
    prepare();
    assertEquals("rwx------", mode(home.directory()));
  }

  @Test
  void aLooseHomeWithFilesOfOthersIsRefusedAndLeft() throws Exception {
    make(home.directory(), "rwxr-xr-x");
    Files.createFile(home.directory().resolve("thesis.tex"));
    assertTrue(refusal().contains("chmod 700"), refusal());
    assertEquals("rwxr-xr-x", mode(home.directory()));
  }

  @Test
  void aPrivateHomeMayHoldAnything() throws Exception {
    make(home.directory(), "rwx------");
    Files.createFile(home.directory().resolve("thesis.tex"));
    prepare();
  }

  @Test
  void aLinkToAPrivatePlaceIsFollowed() throws Exception {
    make(directory.resolve("real"), "rwx------");
    Files.createSymbolicLink(home.directory(), directory.resolve("real"));
    prepare();
  }

  @Test
  void aLinkToALoosePlaceIsRefusedThoughItIsEmpty() throws Exception {
    Path real = make(directory.resolve("real"), "rwxr-xr-x");
    Files.createSymbolicLink(home.directory(), real);
    assertTrue(refusal().contains(real.toString()), refusal());
    assertEquals("rwxr-xr-x", mode(real));
  }

  @Test
  void aLinkToNothingIsRefused() throws Exception {
    Files.createSymbolicLink(home.directory(), directory.resolve("nothing"));
    assertTrue(refusal().contains("symbolic link to nothing"), refusal());
    assertFalse(Files.exists(directory.resolve("nothing")));
  }

  @Test
  void aLinkToItselfIsRefused() throws Exception {
    Files.createSymbolicLink(home.directory(), home.directory());
    assertTrue(refusal().contains("cannot be opened"), refusal());
  }

  @Test
  void aTooLongPathIsRefusedWithLengthAndLimit() {
    int limit =
        System.getProperty("os.name").startsWith("Mac")
            ? HomeRules.MAX_SOCKET_PATH_MAC
            : HomeRules.MAX_SOCKET_PATH_LINUX;
    int fits = limit - (directory + "//coven.sock").length();
    assumeTrue(fits > 0, "the temporary directory leaves no room");
    home = new CovenHome(directory.resolve("x".repeat(fits)));
    assertEquals(limit, home.socket().toString().length());
    assertDoesNotThrow(this::prepare);
    home = new CovenHome(directory.resolve("x".repeat(fits + 1)));
    assertTrue(refusal().contains(limit + 1 + " bytes"), refusal());
    assertTrue(refusal().contains("allows " + limit), refusal());
    assertFalse(Files.exists(home.directory()));
  }

  @Test
  void lengthIsCountedInBytes() {
    home = new CovenHome(directory.resolve("ü".repeat(60)));
    assertTrue(refusal().contains("too long"), refusal());
  }

  @Test
  void aHomeOfAnotherUserIsRefused() throws Exception {
    make(home.directory(), "rwx------");
    int other = CurrentUser.uid() + 1;
    UnusableHomeException refused =
        assertThrows(UnusableHomeException.class, () -> new HomeKeeper(home, other).prepare());
    assertTrue(
        refused.getMessage().contains("belongs to user " + CurrentUser.uid()),
        refused.getMessage());
    assertTrue(refused.getMessage().contains("this is user " + other), refused.getMessage());
  }

  @Test
  void aHomeThatCannotBeWrittenIsRefused() throws Exception {
    assumeTrue(CurrentUser.uid() != 0, "root may write everywhere");
    make(home.directory(), "r-x------");
    assertTrue(refusal().contains("not writable"), refusal());
  }

  @Test
  void aParentThatCannotBeWrittenIsRefused() throws Exception {
    assumeTrue(CurrentUser.uid() != 0, "root may write everywhere");
    home = new CovenHome(make(directory.resolve("closed"), "r-x------").resolve("home"));
    assertTrue(refusal().contains("no permission to write"), refusal());
  }

  @Test
  void aHomeThatAnybodyMayRenameIsRefused() throws Exception {
    Path open = make(directory.resolve("open"), "rwxrwxrwx");
    home = new CovenHome(open.resolve("home"));
    assertTrue(refusal().contains("anybody may rename"), refusal());
    home = new CovenHome(open.resolve("deeper/home"));
    assertTrue(refusal().contains("chmod o-w '" + open + "'"), refusal());
  }

  @Test
  void aLinkThatAnybodyMaySwapIsRefused() throws Exception {
    Path open = make(directory.resolve("open"), "rwxrwxrwx");
    Path real = make(directory.resolve("real"), "rwx------");
    Files.createSymbolicLink(open.resolve("home"), real);
    home = new CovenHome(open.resolve("home"));
    assertTrue(refusal().contains(open.toString()), refusal());
  }

  @Test
  void aStickyDirectoryAboveIsFine() throws Exception {
    Path sticky = make(directory.resolve("sticky"), "rwxrwxrwx");
    Files.setAttribute(sticky, "unix:mode", 01777);
    home = new CovenHome(sticky.resolve("home"));
    prepare();
  }

  @Test
  void theRootOfAllIsNoHome() {
    home = new CovenHome(Path.of("/"));
    assertTrue(refusal().contains("directory of its own"), refusal());
  }

  @Test
  void aDirectoryWhereAFileBelongsIsRefused() throws Exception {
    prepare();
    Files.createDirectory(home.daemonFile());
    assertTrue(refusal().contains("daemon.json"), refusal());
  }
}
