package dev.coven.session;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.Utf8;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.StreamRedactor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Writes down what was typed: keystrokes gather for 50 ms or to the end of a line, so that a typed
 * line is one event and not one for each key. Secrets are masked, also such as were typed key by
 * key; of what was typed while the terminal showed nothing, only the length is kept. Used by one
 * thread.
 */
final class InputRecorder {
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final TaggedLogger LOG = Logger.tag("session");

  private final OutputLane lane;
  private final StreamRedactor redactor;
  private final StringBuilder gathered = new StringBuilder();
  private final ByteArrayOutputStream released = new ByteArrayOutputStream();
  private int hidden;
  private long since;

  InputRecorder(OutputLane lane, StreamRedactor redactor) {
    this.lane = lane;
    this.redactor = redactor;
  }

  /** Whether everything that was typed is written down. */
  boolean isEmpty() {
    return gathered.isEmpty() && hidden == 0 && redactor.held() == 0;
  }

  /** How long what waits may still wait, in nanoseconds; 0 or less when it is due. */
  long nanosLeft() {
    return gathered.isEmpty() && hidden == 0
        ? redactor.nanosLeft()
        : since + GATHER_NANOS - System.nanoTime();
  }

  /** Takes what was typed while it was shown. */
  void typed(String text) throws InterruptedException {
    recordHidden();
    begin();
    gathered.append(text);
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      recordGathered();
    }
  }

  /** Takes what was typed while it was not shown; only how much it was. */
  void hidden(String text) throws InterruptedException {
    finish();
    begin();
    hidden += text.codePointCount(0, text.length());
  }

  /** Writes down what is due. */
  void flush() throws InterruptedException {
    if (gathered.isEmpty() && hidden == 0) {
      redactor.flush(released::write);
      recordReleased(released.size());
    } else {
      recordHidden();
      recordGathered();
    }
  }

  /** Writes down everything: nothing more is typed, or not into this line. */
  void finish() throws InterruptedException {
    recordHidden();
    recordGathered();
    redactor.flush(released::write);
    recordReleased(released.size());
  }

  private void begin() {
    if (gathered.isEmpty() && hidden == 0) {
      since = System.nanoTime();
    }
  }

  private void recordGathered() throws InterruptedException {
    if (gathered.isEmpty()) {
      return;
    }
    byte[] bytes = gathered.toString().getBytes(StandardCharsets.UTF_8);
    gathered.setLength(0);
    redactor.accept(bytes, 0, bytes.length, released::write);
    byte[] ready = released.toByteArray();
    recordReleased(Utf8.completeLength(ready, 0, ready.length));
  }

  private void recordReleased(int length) throws InterruptedException {
    if (length == 0) {
      return;
    }
    byte[] bytes = released.toByteArray();
    released.reset();
    released.write(bytes, length, bytes.length - length);
    JsonObject payload = new JsonObject();
    payload.addProperty("data", new String(bytes, 0, length, StandardCharsets.UTF_8));
    record(payload);
  }

  private void recordHidden() throws InterruptedException {
    if (hidden == 0) {
      return;
    }
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "");
    payload.addProperty("redacted", hidden);
    hidden = 0;
    record(payload);
  }

  private void record(JsonObject payload) throws InterruptedException {
    try {
      lane.event(EventKind.INPUT, payload);
    } catch (IllegalStateException e) {
      LOG.warn(LogLine.of("input was typed but not recorded").with("cause", e));
    }
  }
}
