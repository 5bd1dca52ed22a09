package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingProgressTest {
  private static final long MEGABYTE = 1024 * 1024;

  @TempDir private Path directory;

  @Test
  void isToldWhenMuchWasReadAndOnlyThen() throws Exception {
    Path counters = directory.resolve("io");
    write(counters, 100 * MEGABYTE);
    AtomicInteger told = new AtomicInteger();
    AtomicInteger after = new AtomicInteger();
    try (ReadingProgress _ = new ReadingProgress(counters, 1, told::incrementAndGet)) {
      // One that is told when the other is not must have looked after it.
      write(counters, 101 * MEGABYTE);
      Path other = directory.resolve("other");
      write(other, 0);
      try (ReadingProgress _ = new ReadingProgress(other, 1, after::incrementAndGet)) {
        Wait.until(
            "it looked",
            () -> {
              write(other, System.nanoTime());
              return after.get() > 10;
            });
      }
      assertEquals(0, told.get());
      write(counters, 105 * MEGABYTE);
      Wait.until("it is told", () -> told.get() == 1);
    }
  }

  @Test
  void aSystemWithoutCountersTellsNothing() {
    AtomicInteger told = new AtomicInteger();
    new ReadingProgress(directory.resolve("none"), 1, told::incrementAndGet).close();
    assertEquals(0, told.get());
  }

  private void write(Path counters, long read) throws Exception {
    Path draft = directory.resolve("draft");
    Files.writeString(draft, "rchar: " + read + "\nwchar: 5\n");
    Files.move(draft, counters, StandardCopyOption.ATOMIC_MOVE);
  }
}
