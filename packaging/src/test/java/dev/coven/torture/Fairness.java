package dev.coven.torture;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How evenly sessions that print at once get into the ledger, told by the order in which their
 * output stands there.
 *
 * @param worstShare the slowest session's bytes as a part of the median's, where that was smallest:
 *     looked at with each event from the moment on that each session has {@link #WARM_UP_BYTES},
 *     until the first one has all
 * @param longestSilence the longest time between two events of a session in that while, in
 *     milliseconds
 * @param events how many events were looked at
 */
public record Fairness(double worstShare, long longestSilence, long events) {
  /**
   * Four events of the largest size: before that, who was let go first counts for more than how all
   * are served.
   */
  static final long WARM_UP_BYTES = 256 * 1024;

  /** One session's way into the ledger. */
  private static final class Progress {
    private long bytes;
    private long lastAt;
  }

  /**
   * Looks into a ledger that holds no other sessions.
   *
   * @param ledger its file
   * @param sessions how many printed at once
   */
  static Fairness of(Path ledger, int sessions) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT session, kind, created_at, length(payload) FROM events ORDER BY seq\
                """)) {
      return of(rows, sessions);
    }
  }

  private static Fairness of(ResultSet rows, int sessions) throws SQLException {
    Map<Long, Progress> all = new HashMap<>();
    double worst = 1;
    long silence = 0;
    long events = 0;
    boolean warm = false;
    while (rows.next() && rows.getInt(2) == 1) {
      Progress one = all.computeIfAbsent(rows.getLong(1), _ -> new Progress());
      if (warm) {
        events++;
        silence = Math.max(silence, rows.getLong(3) - one.lastAt);
      }
      one.lastAt = rows.getLong(3);
      one.bytes += rows.getLong(4);
      if (warm || all.size() == sessions && slowest(all) >= WARM_UP_BYTES) {
        warm = true;
        worst = Math.min(worst, slowest(all) / median(all));
      }
    }
    if (!warm) {
      throw new AssertionError("a session ended before all had printed; more output is needed");
    }
    return new Fairness(worst, silence, events);
  }

  private static double slowest(Map<Long, Progress> all) {
    return sorted(all)[0];
  }

  private static double median(Map<Long, Progress> all) {
    return sorted(all)[all.size() / 2];
  }

  private static double[] sorted(Map<Long, Progress> all) {
    double[] bytes = all.values().stream().mapToDouble(progress -> progress.bytes).toArray();
    Arrays.sort(bytes);
    return bytes;
  }
}
