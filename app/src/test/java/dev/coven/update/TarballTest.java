package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarballTest {
  @TempDir private Path directory;
  private Path target;
  private final TestTar tar = new TestTar().directory("coven-1.0.0/");

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(directory.resolve("target"));
  }

  @Test
  void filesComeWithModesTimesAndLinks() throws Exception {
    tar.directory("coven-1.0.0/bin/")
        .file("coven-1.0.0/bin/coven", 0755, "run")
        .link("coven-1.0.0/bin/other", "coven")
        .file("coven-1.0.0/LICENSE", 0644, "");
    Path image = unpack(3);
    Path program = image.resolve("bin/coven");
    assertEquals("run", Files.readString(program));
    assertEquals(
        "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(program)));
    assertEquals(
        "rw-r--r--",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(image.resolve("LICENSE"))));
    assertEquals(TestTar.TIME, Files.getLastModifiedTime(program).toMillis() / 1000);
    assertEquals("run", Files.readString(image.resolve("bin/other")));
  }

  @Test
  void longNamesAreCutAtASlash() throws Exception {
    String deep = "coven-1.0.0/" + "d".repeat(90) + "/";
    tar.directory(deep).file(deep + "f".repeat(90), 0644, "x");
    assertTrue(Files.exists(unpack(1).resolve("d".repeat(90)).resolve("f".repeat(90))));
  }

  @Test
  void namesThatLeadOutAreRefused() {
    for (String name :
        new String[] {
          "/etc/passwd",
          "coven-1.0.0/../evil",
          "coven-1.0.0/./evil",
          "coven-1.0.0//evil",
          "coven-1.0.00/evil",
          "../evil",
          "evil",
          ""
        }) {
      TestTar bad = new TestTar().directory("coven-1.0.0/").file(name, 0644, "x");
      refuses("leads out", bad.bytes(), 1);
    }
    assertFalse(Files.exists(directory.resolve("evil")), "it got out");
  }

  @Test
  void linksThatLeadOutAreRefused() {
    for (String link : new String[] {"/etc/passwd", "../../evil", "a/../../../evil", ".."}) {
      TestTar bad = new TestTar().directory("coven-1.0.0/").link("coven-1.0.0/link", link);
      refuses("link that leads out", bad.bytes(), 0);
    }
  }

  @Test
  void nothingIsWrittenThroughALink() {
    tar.link("coven-1.0.0/dir", "elsewhere").file("coven-1.0.0/dir/evil", 0644, "x");
    assertThrows(IOException.class, () -> unpack(1));
    refuses(
        "a name twice",
        new TestTar()
            .directory("coven-1.0.0/")
            .link("coven-1.0.0/a", "b")
            .file("coven-1.0.0/a", 0644, "x")
            .bytes(),
        1);
  }

  @Test
  void modesThatNoImageNeedsAreRefused() {
    for (int mode : new int[] {04755, 02755, 01755, 0777, 0666, 0600, 0}) {
      TestTar bad = new TestTar().directory("coven-1.0.0/").file("coven-1.0.0/a", mode, "x");
      refuses("a wrong mode", bad.bytes(), 1);
    }
  }

  @Test
  void otherKindsOfEntriesAreRefused() {
    for (char type : new char[] {'1', '3', '4', '6', '7', 'x', 'g', 'L', 'K', 'S'}) {
      TestTar bad = new TestTar().directory("coven-1.0.0/").entry("coven-1.0.0/a", 0644, type);
      refuses("neither file, directory nor link", bad.bytes(), 0);
    }
  }

  @Test
  void bombIsRefusedBeforeItIsWritten() {
    tar.file("coven-1.0.0/bomb", 0644, "x".repeat(5000));
    refuses("more than the release says", tar.bytes(), 4999);
    assertFalse(Files.exists(target.resolve("coven-1.0.0/bomb")), "it was written");
    refuses("less than the release says", tar.bytes(), 5001);
  }

  @Test
  void manyEmptyEntriesAreABombToo() {
    for (int i = 0; i < 20_001; i++) {
      tar.file("coven-1.0.0/" + i, 0644, "");
    }
    refuses("more than the release says", tar.bytes(), 0);
  }

  @Test
  void damagedArchivesAreRefused() {
    byte[] whole = tar.file("coven-1.0.0/a", 0644, "content").bytes();
    refuses("is damaged", Arrays.copyOf(whole, whole.length - 1024), 7);
    refuses("is damaged", Arrays.copyOf(whole, 1030), 7);
    byte[] changed = whole.clone();
    changed[3] ^= 1;
    refuses("no archive of a release", changed, 7);
    byte[] more = Arrays.copyOf(whole, whole.length + 512);
    more[more.length - 1] = 1;
    refuses("behind its end", more, 7);
    byte[] gnu = tar.file("coven-1.0.0/b", 0644, "").bytes();
    gnu[257 + 5] = ' ';
    refuses("no archive of a release", gnu, 7);
  }

  @Test
  void otherBytesAreNoTarball() throws Exception {
    Path file = Files.writeString(directory.resolve("made"), "not gzip at all");
    var refusal =
        assertThrows(
            UpdateRefusedException.class, () -> new Tarball(target, "coven-1.0.0", 0).unpack(file));
    assertTrue(refusal.getMessage().contains("is damaged"), refusal::getMessage);
  }

  private void refuses(String why, byte[] archive, long bytes) {
    var refusal = assertThrows(UpdateRefusedException.class, () -> unpack(archive, bytes));
    assertTrue(refusal.getMessage().contains(why), refusal::getMessage);
  }

  private Path unpack(long bytes) throws Exception {
    return unpack(tar.bytes(), bytes);
  }

  private Path unpack(byte[] archive, long bytes) throws Exception {
    DirectoryTrees.delete(target);
    Files.createDirectory(target);
    Path file = directory.resolve("made.tar.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(archive);
    }
    return new Tarball(target, "coven-1.0.0", bytes).unpack(file);
  }
}
