package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's files are deleted or replaced while they are open. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerGoneTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("ledger.sqlite3");
  }

  @Test
  void aDeletedLedgerIsNoticedAndWhatItHeldIsSaved() throws Exception {
    Throwable failure = lose(() -> Files.delete(path));
    assertTrue(failure.getMessage().contains("was deleted or moved away"), failure.getMessage());
    Path saved = evidence("ledger-saved-").getFirst();
    assertTrue(failure.getMessage().contains("mv '" + saved + "' '" + path + "'"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)));
    assertEquals(1, evidence("ledger-lost-").size(), "its log is not left for the next ledger");
    assertFalse(Files.exists(path.resolveSibling("ledger.sqlite3-wal")));

    Files.move(saved, path);
    try (TestLedger restored = new TestLedger(path)) {
      assertEquals("a title", restored.session("s").record().title());
      assertTrue(restored.insert("t").key() > 0);
    }
  }

  @Test
  void aReplacedLedgerIsNoticedAndTheOldLogIsNotPlayedIntoTheNewOne() throws Exception {
    Path other = directory.resolve("other.sqlite3");
    try (TestLedger ledger = new TestLedger(other)) {
      ledger.insert("another");
    }
    Throwable failure = lose(() -> Files.move(other, path, StandardCopyOption.REPLACE_EXISTING));
    assertTrue(failure.getMessage().contains("was replaced by another file"), failure.getMessage());
    try (TestLedger next = new TestLedger(path)) {
      assertEquals("a title", next.session("another").record().title());
      assertTrue(next.ledger.read(reader -> reader.session("s")).isEmpty());
    }
  }

  @Test
  void aDeletedLogIsNoticedAndNothingIsLost() throws Exception {
    Throwable failure = lose(() -> Files.delete(path.resolveSibling("ledger.sqlite3-wal")));
    assertTrue(failure.getMessage().contains("write-ahead log"), failure.getMessage());
    assertEquals(List.of(), evidence("ledger-"));
    try (TestLedger next = new TestLedger(path)) {
      assertEquals("a title", next.session("s").record().title());
    }
  }

  /** Opens a ledger with a session in it, loses it, and ends in order; gives the failure. */
  private Throwable lose(Loss loss) throws Exception {
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.insert("s");
      StorageSampler sampler =
          new StorageSampler(ledger.ledger, ledger.writer, () -> false, InstantSource.system());
      sampler.start();
      loss.run();
      Throwable failure = sampler.waitForFailure(Wait.PATIENCE);
      sampler.shutdown();
      return assertInstanceOf(LedgerGoneException.class, failure);
    }
  }

  @FunctionalInterface
  private interface Loss {
    void run() throws Exception;
  }

  private List<Path> evidence(String prefix) throws Exception {
    Path evidence = directory.resolve("evidence");
    if (!Files.exists(evidence)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(evidence)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }
}
