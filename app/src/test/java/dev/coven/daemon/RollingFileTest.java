package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.LogFiles;
import dev.coven.privacy.LogForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05.678Z");

  /** Six of them fill a file. */
  private static final String SIXTH = "x".repeat((int) RollingFile.MOST_BYTES / 6 - 1) + "\n";

  @TempDir private Path directory;
  private LogFiles files;
  private Instant now = BEGIN;

  @BeforeEach
  void inAnOwnDirectory() {
    files = new LogFiles(directory.resolve("logs"));
  }

  private RollingFile open() throws Exception {
    return new RollingFile(files, () -> now);
  }

  private static String entry(Instant time, String text) {
    return LogForm.entry(time, "INFO", "test", text);
  }

  @Test
  void whatIsLargeIsPutAway() throws Exception {
    try (RollingFile file = open()) {
      for (int i = 0; i < 7; i++) {
        file.append(SIXTH);
      }
    }
    assertEquals(1, files.rolled().size());
    assertEquals(6L * SIXTH.length(), Files.size(files.rolled().getFirst()));
    assertEquals(SIXTH, Files.readString(files.current()));
  }

  @Test
  void whatIsOldIsPutAwayAlsoByALaterDaemon() throws Exception {
    try (RollingFile file = open()) {
      file.append(entry(now, "old"));
    }
    now = BEGIN.plus(RollingFile.MOST_AGE).minusMillis(1);
    try (RollingFile file = open()) {
      file.append(entry(now, "old too"));
      now = now.plusMillis(1);
      file.append(entry(now, "new"));
    }
    List<Path> rolled = files.rolled();
    assertEquals(1, rolled.size());
    assertEquals(
        entry(BEGIN, "old") + entry(now.minusMillis(1), "old too"),
        Files.readString(rolled.getFirst()));
    assertEquals(entry(now, "new"), Files.readString(files.current()));
  }

  @Test
  void inTotalItIsBounded() throws Exception {
    try (RollingFile file = open()) {
      for (int i = 0; i < 12; i++) {
        file.append("file " + i + "\n");
        now = now.plus(RollingFile.MOST_AGE).plus(Duration.ofMillis(1));
      }
    }
    List<Path> rolled = files.rolled();
    assertEquals(RollingFile.KEPT, rolled.size());
    assertEquals("file 6\n", Files.readString(rolled.getFirst()));
    assertEquals("file 11\n", Files.readString(files.current()));
  }

  @Test
  void allIsTheOwnersAlone() throws Exception {
    Files.createDirectories(files.directory());
    Files.createFile(files.current());
    Files.setPosixFilePermissions(files.current(), PosixFilePermissions.fromString("rw-rw-r--"));
    try (RollingFile file = open()) {
      file.append("old\n");
      now = now.plus(RollingFile.MOST_AGE);
      file.append("new\n");
    }
    for (Path path : List.of(files.current(), files.rolled().getFirst())) {
      assertEquals("rw-------", permissions(path));
    }
  }

  @Test
  void theDirectoryIsTheOwnersAlone() throws Exception {
    open().close();
    assertEquals("rwx------", permissions(files.directory()));
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatSomebodyMovedAwayIsBegunAnew() throws Exception {
    Path aside = directory.resolve("aside");
    try (RollingFile file = open()) {
      file.append("one\n");
      Files.move(files.current(), aside);
      file.append("two\n");
      Files.delete(files.current());
      Files.delete(files.directory());
      file.append("three\n");
    }
    assertEquals("one\n", Files.readString(aside));
    assertEquals("three\n", Files.readString(files.current()));
  }

  @Test
  void halfALineOfAPowerCutIsEnded() throws Exception {
    Files.createDirectories(files.directory());
    Files.writeString(files.current(), "whole\nhal");
    try (RollingFile file = open()) {
      file.append("next\n");
    }
    assertEquals("whole\nhal\nnext\n", Files.readString(files.current()));
  }

  @Test
  void anEventLargerThanAFileIsWrittenWhole() throws Exception {
    try (RollingFile file = open()) {
      file.append(SIXTH.repeat(7));
      file.append("next\n");
    }
    assertEquals(7L * SIXTH.length(), Files.size(files.rolled().getFirst()));
    assertTrue(Files.readString(files.current()).startsWith("next"));
  }
}
