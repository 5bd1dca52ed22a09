package dev.coven.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.RawHttp;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * 100,000 events of 200 bytes, read by pages of 1000 on one connection. A harness cannot be made to
 * print events of a given size, since output that gathers becomes one; so the rows are written into
 * the ledger while no daemon runs, which changes nothing for the reading.
 */
final class EventsBenchmark implements Benchmark {
  private static final int EVENTS = 100_000;
  private static final int PAGE = 1000;
  private static final int ROUNDS = 7;
  private static final double GOAL = 100_000;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final byte[] NO_BODY = new byte[0];
  private static final byte[] CURSOR = "\"afterSeq\":".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      home.harness("codex", "exit 0");
      String id;
      try (ServingDaemon daemon = Coven.with(home).serve();
          Api api = daemon.api()) {
        id = api.launch(home.project(), "codex", "nothing");
        api.awaitEnd(id, LIMIT);
        daemon.stop();
      }
      insert(home.ledger(), id);
      double rows = readRows(home.ledger());
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        long crc = check(daemon, id);
        double best = 0;
        StringBuilder rounds = new StringBuilder();
        for (int i = 0; i < ROUNDS; i++) {
          double rate = readPages(daemon.socket(), id, crc);
          rounds.append(" %.0fk".formatted(rate / 1000));
          best = Math.max(best, rate);
        }
        report.add(
            Figure.atLeast(
                "events by pages of " + PAGE,
                best,
                "ev/s",
                GOAL,
                "best of%s; %.0f %% of the bare rows".formatted(rounds, 100 * best / rows)));
        report.add(
            Figure.plain("yardstick: the rows by JDBC", rows, "ev/s", "one SELECT, payload"));
      }
    }
  }

  private static String text(int index) {
    String begin = "event %d: \u001b[32mok\u001b[0m \u00fc ".formatted(index);
    return begin + "x".repeat(196 - begin.length()) + "\r\n";
  }

  /** In place of the session's own events, before an exit event, as a harness would leave them. */
  private static void insert(Path ledger, String session) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute(
          """
          CREATE TEMP TABLE exited AS SELECT e.* FROM events e JOIN sessions s ON s.key = e.session
          WHERE s.id = '%s'\
          """
              .formatted(session));
      statement.execute("DELETE FROM events");
      insertOutput(connection);
      statement.execute(
          """
          INSERT INTO events (session, kind, created_at, payload)
          SELECT session, kind, created_at, payload FROM exited\
          """);
      statement.execute("COMMIT");
    }
  }

  private static void insertOutput(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO events (session, kind, created_at, payload)
            SELECT session, 1, created_at, ? FROM exited\
            """)) {
      for (int i = 0; i < EVENTS; i++) {
        insert.setBytes(1, text(i).getBytes(StandardCharsets.UTF_8));
        insert.executeUpdate();
      }
    }
  }

  /** What SQLite gives when nothing is done with the rows; the best of some rounds. */
  private static double readRows(Path ledger) throws SQLException {
    double best = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT seq, kind, created_at, payload FROM events ORDER BY seq")) {
      for (int i = 0; i < ROUNDS; i++) {
        long begin = System.nanoTime();
        long count = 0;
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            count += rows.getBytes(4).length > 0 ? 1 : 0;
          }
        }
        best = Math.max(best, count * 1e9 / (System.nanoTime() - begin));
      }
    }
    return best;
  }

  /** Compares every event; gives the CRC of the answers, by which the timed rounds are checked. */
  private static long check(ServingDaemon daemon, String id) throws IOException {
    try (Api api = daemon.api()) {
      int index = 0;
      for (JsonObject event : api.allEvents(id)) {
        String kind = index < EVENTS ? "output" : "exit";
        if (!event.get("kind").getAsString().equals(kind)) {
          throw new AssertionError(kind + " wanted as event " + index + ", but: " + event);
        }
        JsonElement data = Api.payload(event).get("data");
        if (index < EVENTS && !data.getAsString().equals(text(index))) {
          throw new AssertionError("event " + index + " is: " + event);
        }
        index++;
      }
      if (index != EVENTS + 1) {
        throw new AssertionError(index + " events");
      }
    }
    return readAnswers(daemon.socket(), id);
  }

  private static double readPages(Path socket, String id, long crc) throws IOException {
    long begin = System.nanoTime();
    if (readAnswers(socket, id) != crc) {
      throw new AssertionError("the answers changed");
    }
    return (EVENTS + 1) * 1e9 / (System.nanoTime() - begin);
  }

  /** Reads all pages, and looks at nothing but the cursor, so that the daemon is measured. */
  private static long readAnswers(Path socket, String id) throws IOException {
    CRC32 crc = new CRC32();
    try (RawHttp http = RawHttp.connect(socket)) {
      for (long after = 0; after >= 0; ) {
        String path = "/api/v1/events?sessionId=%s&afterSeq=%d&limit=%d".formatted(id, after, PAGE);
        byte[] body = http.request("GET", path, NO_BODY).expect(200).body();
        crc.update(body);
        after = cursor(body);
      }
    }
    return crc.getValue();
  }

  /** The number behind the last {@code "afterSeq":}, or -1 when the page says it is the last. */
  private static long cursor(byte[] body) {
    int at = body.length - CURSOR.length;
    while (!startsAt(body, at)) {
      at--;
    }
    long number = 0;
    int i = at + CURSOR.length;
    for (; body[i] >= '0' && body[i] <= '9'; i++) {
      number = number * 10 + body[i] - '0';
    }
    boolean more = new String(body, i, body.length - i, StandardCharsets.UTF_8).contains("true");
    return more ? number : -1;
  }

  private static boolean startsAt(byte[] body, int at) {
    for (int i = 0; i < CURSOR.length; i++) {
      if (body[at + i] != CURSOR[i]) {
        return false;
      }
    }
    return true;
  }
}
