package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir private Path directory;

  private LogFiles files() {
    return new LogFiles(directory);
  }

  @Test
  void thoseThatWerePutAwaySortAsTheyFollowEachOther() throws Exception {
    Path first = Files.createFile(files().nextRolled(NOW));
    assertEquals("coven.20260102T030405.678Z.log", first.getFileName().toString());
    Path second = Files.createFile(files().nextRolled(NOW));
    Path third = Files.createFile(files().nextRolled(NOW.minusSeconds(3600)));
    assertEquals(List.of(first, second, third), files().rolled());
    assertEquals(NOW.plusMillis(2), LogFiles.stamp(third));
  }

  @Test
  void othersFilesAreNotOurs() throws Exception {
    for (String name : List.of("coven.log", "coven.0.log", "daemon.out", "coven..log", "x.log")) {
      Files.createFile(directory.resolve(name));
    }
    assertEquals(List.of(), files().rolled());
  }

  @Test
  void withoutADirectoryThereAreNone() throws Exception {
    assertEquals(List.of(), new LogFiles(directory.resolve("none")).rolled());
    Path file = Files.createFile(directory.resolve("file"));
    assertEquals(List.of(), new LogFiles(file).rolled());
  }
}
