package dev.coven.http;

import com.google.gson.JsonElement;
import dev.coven.contract.ApiException;
import dev.coven.privacy.LogLine;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Writes down who and what was refused. A client that is refused again and again cannot drive
 * everything else out of the log: beyond a hundred at once it is one line a second.
 */
final class RefusalLog {
  private static final TaggedLogger LOG = Logger.tag("http");

  /** So many lines at once. */
  static final int BURST = 100;

  /** One line more after so much time. */
  private static final long REFILL_NANOS = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final Consumer<LogLine> out;
  private long filledAt;
  private int left = BURST;
  private long unwritten;

  /**
   * A log.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  RefusalLog(LongSupplier nanoTime) {
    this(nanoTime, line -> LOG.warn(line));
  }

  RefusalLog(LongSupplier nanoTime, Consumer<LogLine> out) {
    this.nanoTime = nanoTime;
    this.out = out;
    this.filledAt = nanoTime.getAsLong();
  }

  /**
   * A request that was refused.
   *
   * @param what what it asked for
   * @param subject what it was about, as far as it was understood; keys are words of ours
   * @param refusal why
   */
  void request(String what, Map<String, String> subject, ApiException refusal) {
    LogLine line = LogLine.of(what + " refused").with("code", refusal.code().wire());
    subject.forEach(line::with);
    for (Map.Entry<String, JsonElement> detail : refusal.details().entrySet()) {
      String key = detail.getKey().equals("sessionId") ? "session" : detail.getKey();
      if (!subject.containsKey(key)) {
        line.with(key, text(detail.getValue()));
      }
    }
    write(line.with("why", refusal.getMessage()));
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Any other refusal. */
  void write(LogLine line) {
    long skipped;
    synchronized (this) {
      if (!take()) {
        unwritten++;
        return;
      }
      skipped = unwritten;
      unwritten = 0;
    }
    if (skipped > 0) {
      out.accept(LogLine.of("more was refused than is written").with("count", skipped));
    }
    out.accept(line);
  }

  private boolean take() {
    long seconds = (nanoTime.getAsLong() - filledAt) / REFILL_NANOS;
    if (seconds > 0) {
      left = (int) Math.min(BURST, left + seconds);
      filledAt += seconds * REFILL_NANOS;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
