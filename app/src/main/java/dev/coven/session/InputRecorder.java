package dev.coven.session;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.WriterClosedException;
import dev.coven.privacy.LogLine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Writes down what was typed: keystrokes gather for 50 ms or to the end of a line, so that a typed
 * line is one event and not one for each key. Used by one thread.
 */
final class InputRecorder {
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** What may wait for the ledger before the typist waits too, in characters. */
  private static final int MAX_UNRECORDED = 256 * 1024;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final EventWriter writer;
  private final long session;
  private final StringBuilder gathered = new StringBuilder();
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
  private int unrecorded;
  private long since;

  InputRecorder(EventWriter writer, long session) {
    this.writer = writer;
    this.session = session;
  }

  boolean isEmpty() {
    return gathered.isEmpty();
  }

  /** How long what was gathered may still wait, in nanoseconds; 0 or less when it is due. */
  long nanosLeft() {
    return since + GATHER_NANOS - System.nanoTime();
  }

  void typed(String text) {
    if (gathered.isEmpty()) {
      since = System.nanoTime();
    }
    gathered.append(text);
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      flush();
    }
  }

  /** Submits what was gathered. */
  void flush() {
    if (gathered.isEmpty()) {
      return;
    }
    JsonObject payload = new JsonObject();
    payload.addProperty("data", gathered.toString());
    gathered.setLength(0);
    int bytes = payload.toString().length();
    try {
      if (unrecorded > MAX_UNRECORDED) {
        // The ledger cannot be written now. What is typed meanwhile must not fill the heap.
        last.join();
        unrecorded = 0;
      }
      unrecorded += bytes;
      last =
          writer.submit(
              transaction -> {
                transaction.event(session, EventKind.INPUT, payload);
                return null;
              });
    } catch (WriterClosedException | CompletionException e) {
      LOG.warn(LogLine.of("input was typed but not recorded").with("cause", e));
    }
  }
}
