package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.home.Config;
import dev.coven.home.CovenHome;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session was launched with is kept as long as its events are. */
class KeptRequestTest {
  private static final RecordedRequest REQUEST =
      new RecordedRequest(
          LaunchRequest.of("/project", "demo", "a prompt", LaunchMode.INTERACTIVE), true);

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void retentionForgetsItWithTheEventsOrTheSession(boolean whole) throws Exception {
    InstantSource clock = now::get;
    Optional<Duration> day = Optional.of(Duration.ofDays(1));
    Config.Retention windows =
        whole
            ? new Config.Retention(Optional.empty(), day, OptionalLong.empty())
            : new Config.Retention(day, Optional.empty(), OptionalLong.empty());
    Path path = new CovenHome(directory).ledger();
    try (TestLedger ledger = new TestLedger(path, clock)) {
      long old = ended(ledger, "old");
      now.set(now.get().plus(Duration.ofDays(2)));
      long young = ended(ledger, "young");

      new LedgerPrune(path, windows, clock, Progress.NONE).run();

      assertEquals(Optional.empty(), kept(ledger, old));
      assertEquals(Optional.of(REQUEST), kept(ledger, young));
      assertEquals(whole ? 1 : 2, count(path, "sessions"));
      assertEquals(1, count(path, "requests"));
    }
  }

  @Test
  void aRepairSavesIt() throws Exception {
    CovenHome home = new CovenHome(directory);
    long key;
    try (TestLedger ledger = new TestLedger(home.ledger())) {
      key = ended(ledger, "s");
      long deleted = ended(ledger, "deleted");
      new SessionDeletion(ledger.ledger, ledger.writer).delete(deleted);
    }
    try (RandomAccessFile file = new RandomAccessFile(home.ledger().toFile(), "rw")) {
      file.write(new byte[4096]);
    }
    new LedgerRepair(home, InstantSource.system(), Progress.NONE, _ -> {}).run();
    try (TestLedger ledger = new TestLedger(home.ledger())) {
      assertEquals(Optional.of(REQUEST), kept(ledger, key));
      assertEquals(1, count(home.ledger(), "requests"));
      assertEquals(key + 2, ledger.insert("next").key(), "also not that of a deleted one");
    }
  }

  private static long ended(TestLedger ledger, String id) throws Exception {
    long key = ledger.commit(tx -> tx.insert(TestLedger.described(id), REQUEST)).key();
    ledger.commit(
        tx -> {
          tx.event(key, EventKind.INPUT, new JsonObject());
          return tx.end(key, SessionStatus.FAILED, null);
        });
    return key;
  }

  private static Optional<RecordedRequest> kept(TestLedger ledger, long key) throws SQLException {
    return ledger
        .ledger
        .read(reader -> reader.request(key))
        .map(text -> RecordedRequest.fromJson(Json.parseObject(text)));
  }

  private static long count(Path path, String table) throws SQLException {
    try (var connection = TestLedger.stranger(path)) {
      return LedgerVisit.number(connection, "SELECT count(*) FROM " + table);
    }
  }
}
