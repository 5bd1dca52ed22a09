package dev.coven.diagnose.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.privacy.LogForm;
import dev.coven.privacy.LoggedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLogReadingTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000Z");

  @TempDir private Path directory;
  private Path file;
  private StartLogReading start;

  @BeforeEach
  void beginToRead() {
    file = directory.resolve("daemon.out");
    start = new StartLogReading(file);
  }

  private void print(String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(AT));
    start.look();
  }

  private static LoggedEvent event(Instant time, String level, String text) {
    return LogForm.parse(LogForm.entry(time, level, "daemon", text).lines().toList()).orElseThrow();
  }

  @Test
  void nothingIsNothing() throws Exception {
    start.look();
    assertTrue(start.take().isEmpty());
    print("\n \n");
    assertTrue(start.take().isEmpty());
  }

  @Test
  void whatWasPrintedIsAnEventOfItsTime() throws Exception {
    print("coven: The home cannot be used.\n# \u001b[31mfatal\n");
    assertTrue(start.takeBefore(event(AT, "INFO", "at the same time")).isEmpty());
    LoggedEvent told = start.takeBefore(event(AT.plusMillis(1), "INFO", "later")).orElseThrow();
    assertEquals(AT, told.time());
    assertEquals("ERROR", told.level());
    assertEquals("coven: The home cannot be used.", told.message());
    assertEquals(List.of("# \\e[31mfatal"), told.detail());
    assertTrue(start.take().isEmpty());
    start.look();
    assertTrue(start.take().isEmpty());
  }

  @Test
  void whatTheLogHasIsNotToldTwice() throws Exception {
    start.heard(event(AT, "ERROR", "The ledger is damaged."));
    print("coven: The ledger is damaged.\ncoven: And more.\n");
    assertEquals("coven: And more.", start.take().orElseThrow().message());
  }

  @Test
  void onlyWhatIsNewIsToldAndAFileThatWasCutIsReadAnew() throws Exception {
    print("one\n");
    start.take();
    print("two\n");
    assertEquals("two", start.take().orElseThrow().message());
    Files.writeString(file, "3\n");
    start.look();
    assertEquals("3", start.take().orElseThrow().message());
  }

  @Test
  void ofMuchTheEndIsTold() throws Exception {
    print("x\n".repeat(100_000) + "y\n".repeat(3) + "end\n");
    LoggedEvent told = start.take().orElseThrow();
    assertEquals("x", told.message());
    assertEquals(List.of("y", "end"), told.detail());
  }
}
