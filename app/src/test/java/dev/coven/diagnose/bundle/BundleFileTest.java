package dev.coven.diagnose.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFileTest {
  @TempDir Path directory;

  private Path target() {
    return directory.resolve("bundle.zip");
  }

  private static void write(BundleFile file, String text) throws IOException {
    file.channel().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isThereOnlyWhenItIsFinishedAndItsOwnersAlone() throws Exception {
    try (BundleFile file = BundleFile.begin(target(), false)) {
      write(file, "all of it");
      assertFalse(Files.exists(target()));
      file.finish(false);
    }
    assertEquals(List.of("bundle.zip"), names());
    assertEquals("all of it", Files.readString(target()));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target())));
  }

  @Test
  void leavesNothingWhenItIsGivenUp() throws Exception {
    try (BundleFile file = BundleFile.begin(target(), false)) {
      write(file, "half");
    }
    assertEquals(List.of(), names());
  }

  @Test
  void doesNotReplaceWhatCameMeanwhile() throws Exception {
    try (BundleFile file = BundleFile.begin(target(), false)) {
      Files.writeString(target(), "somebody else's");
      assertThrows(FileAlreadyExistsException.class, () -> file.finish(false));
    }
    assertEquals("somebody else's", Files.readString(target()));
    assertEquals(List.of("bundle.zip"), names());
  }

  @Test
  void replacesALinkAndNotWhatItLeadsTo() throws Exception {
    Path mine = Files.writeString(directory.resolve("mine"), "mine");
    Files.createSymbolicLink(target(), mine);
    assertThrows(FileAlreadyExistsException.class, () -> BundleFile.begin(target(), false));
    try (BundleFile file = BundleFile.begin(target(), true)) {
      write(file, "bundle");
      file.finish(true);
    }
    assertEquals("mine", Files.readString(mine));
    assertEquals("bundle", Files.readString(target()));
    assertFalse(Files.isSymbolicLink(target()));
  }

  @Test
  void neverReplacesADirectory() throws Exception {
    Files.createDirectory(target());
    assertThrows(FileAlreadyExistsException.class, () -> BundleFile.begin(target(), true));
  }
}
