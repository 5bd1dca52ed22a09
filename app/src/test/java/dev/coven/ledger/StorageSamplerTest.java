package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.StorageHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageSamplerTest {
  @TempDir private Path directory;

  @Test
  void showsTheFilesAndFollowsThem() throws Exception {
    Path path = directory.resolve("ledger.sqlite3");
    try (TestLedger ledger = new TestLedger(path)) {
      StorageSampler sampler =
          new StorageSampler(ledger.ledger, ledger.writer, () -> false, InstantSource.system());
      sampler.start();
      StorageHealth first = sampler.latest();
      assertEquals(Files.size(path), first.databaseBytes());
      assertEquals(null, first.oldestRetainedEventAt());
      assertTrue(first.freeDiskBytes() > 0);
      assertNotEquals(StorageHealth.Status.CRITICAL, first.status());

      StoredSession session = ledger.running("s", 1);
      ledger.commit(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));

      Wait.until("a sample shows it", () -> sampler.latest().oldestRetainedEventAt() != null);
      assertTrue(sampler.latest().walBytes() > 0);
      sampler.shutdown();
    }
  }
}
