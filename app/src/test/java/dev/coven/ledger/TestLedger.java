package dev.coven.ledger;

import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.Visibility;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A ledger and its writer, started; what tests put in and take out. */
public final class TestLedger implements AutoCloseable {
  public final Path path;
  public final Ledger ledger;
  public final EventWriter writer;

  public TestLedger(Path path) throws Exception {
    this(path, InstantSource.system());
  }

  public TestLedger(Path path, InstantSource clock) throws Exception {
    this.path = path;
    this.ledger = new Ledger(path);
    this.writer = new EventWriter(ledger, clock);
    ledger.start();
    writer.start();
  }

  /** A session as a launch would describe it. */
  public static NewSession described(String id) {
    return new NewSession(
        id, "/project", "demo", "a title", null, List.of(), Visibility.PRIVATE, "digest", "run-1");
  }

  /** Inserts a session, created. */
  public StoredSession insert(String id) throws Exception {
    return commit(transaction -> transaction.insert(described(id)));
  }

  /** Inserts a session and marks it as running. */
  public StoredSession running(String id, long pid) throws Exception {
    long key = insert(id).key();
    return commit(transaction -> transaction.running(key, pid, "boot:1"));
  }

  /** Makes a change and waits for its commit. */
  public <T> T commit(StateChange<T> change) throws Exception {
    return Wait.result(writer.submit(change));
  }

  /** Removes all events of a session that has ended, as retention does. */
  public void eraseEvents(long key) throws Exception {
    commit(transaction -> transaction.eraser().events(key, Long.MAX_VALUE));
  }

  /** Appends output that ends on a character's boundary. */
  static void print(OutputLane lane, String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lane.append(bytes, 0, bytes.length);
  }

  /** Ends a session through its lane and waits for the commit. */
  void finish(OutputLane lane, SessionStatus status, Integer exitCode) throws Exception {
    Wait.result(lane.finish(transaction -> transaction.end(lane.session(), status, exitCode)));
  }

  public StoredSession session(String id) throws SQLException {
    return ledger.read(reader -> reader.session(id)).orElseThrow();
  }

  public List<StoredEvent> events(String id) throws SQLException {
    long key = session(id).key();
    List<StoredEvent> events = new ArrayList<>();
    ledger.read(
        reader -> {
          reader.events(key, 0, Long.MAX_VALUE, events::add);
          return events;
        });
    return events;
  }

  public List<EventKind> kinds(String id) throws SQLException {
    return events(id).stream().map(StoredEvent::kind).toList();
  }

  /** Everything that a session printed. */
  public String output(String id) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (StoredEvent event : events(id)) {
      if (event.kind() == EventKind.OUTPUT) {
        text.append(event.text());
      }
    }
    return text.toString();
  }

  /** How much output a batch holds. */
  static long outputBytes(WriteBatch batch) {
    return batch.output().stream().mapToLong(output -> output.chunk().length()).sum();
  }

  /** A connection as another program would open it. */
  static Connection stranger(Path path) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  static void execute(Path path, String... statements) throws SQLException {
    try (Connection connection = stranger(path);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A clock that stands still. */
  static InstantSource standing() {
    return InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  @Override
  public void close() {
    try {
      try {
        writer.shutdown();
      } finally {
        ledger.shutdown();
      }
    } catch (Exception e) {
      throw new AssertionError("the ledger did not end cleanly", e);
    }
  }
}
