package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file is read, and which is refused before anything in it counts. */
class ConfigFileTest {
  private static final int STRANGER = 4711;

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void locate() throws IOException {
    path = directory.toRealPath().resolve("config.toml");
  }

  @Test
  void withoutAFileEveryKeyHasItsDefault() throws Exception {
    ConfigReading reading = new ConfigFile(path).read();
    assertFalse(reading.present());
    assertEquals(Config.DEFAULT, reading.config());
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Path dotfiles = write(directory.resolve("dotfiles.toml"), "rw-r--r--");
    Files.createSymbolicLink(path, dotfiles);
    assertEquals(3, new ConfigFile(path).read().config().sessions().maxLive());
  }

  @Test
  void aLinkToNothingIsNotTakenForNoFile() throws Exception {
    Files.createSymbolicLink(path, directory.resolve("nothing"));
    assertRefused(CurrentUser.uid(), "config.toml: It is a symbolic link to nothing.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw--w----", "rw-----w-"})
  void aFileThatOthersMayWriteIsRefused(String mode) throws Exception {
    write(path, mode);
    assertRefused(
        CurrentUser.uid(), "Others may write it (" + mode + "). Run: chmod go-w '" + path + "'");
  }

  @Test
  void aLinkToAFileThatOthersMayWriteIsRefused() throws Exception {
    Path shared = write(directory.toRealPath().resolve("shared.toml"), "rw-rw-rw-");
    Files.createSymbolicLink(path, shared);
    assertRefused(CurrentUser.uid(), "Run: chmod go-w '" + shared + "'");
  }

  @Test
  void aStrangersFileIsRefused() throws Exception {
    write(path, "rw-r--r--");
    if (CurrentUser.uid() == 0) {
      Files.setAttribute(path, "unix:uid", STRANGER);
    }
    assertRefused(STRANGER + 1, "and this is user " + (STRANGER + 1));
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    Files.createDirectory(path);
    assertRefused(CurrentUser.uid(), "It is not a regular file.");
  }

  @Test
  void whatIsNotUtf8IsRefused() throws Exception {
    Files.write(path, new byte[] {'#', (byte) 0xe4, '\n'});
    assertRefused(CurrentUser.uid(), "It is not text in UTF-8.");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws Exception {
    Files.writeString(path, "\ufeffsessions.max-live = 3\n");
    ConfigReading reading = new ConfigFile(path).read();
    assertEquals(3, reading.config().sessions().maxLive());
    assertEquals("sessions.max-live = 3\n", reading.text());
  }

  @Test
  void aHugeFileIsNotRead() throws Exception {
    Files.writeString(path, "#".repeat(300_000));
    assertRefused(CurrentUser.uid(), "It is larger than 262144 bytes.");
  }

  private static Path write(Path file, String mode) throws IOException {
    Files.writeString(file, "sessions.max-live = 3\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private void assertRefused(int uid, String text) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> new ConfigFile(path, uid).read());
    assertTrue(refused.getMessage().contains(text), refused::getMessage);
    assertEquals(1, refused.problems().size());
  }
}
