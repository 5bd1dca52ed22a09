package dev.coven.client;

import com.google.gson.JsonParseException;
import dev.coven.contract.EventKind;
import dev.coven.contract.EventRecord;
import dev.coven.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** An event as it came over a stream: what is asked of it is read from its bytes then. */
public final class StreamedEvent {
  private static final String SEQ = "{\"seq\":";
  private static final int DECIMAL = 10;

  /** Digits that surely fit a long. */
  private static final int MOST_DIGITS = 18;

  private final String kind;
  private final byte[] json;
  private EventRecord record;

  /**
   * An event.
   *
   * @param kind its kind, as the message had it
   * @param json the object
   */
  StreamedEvent(String kind, byte[] json) {
    this.kind = kind;
    this.json = json;
  }

  /** Whether the event is of this kind. */
  public boolean is(EventKind other) {
    return other.wire().equals(kind);
  }

  /**
   * Its place in the ledger.
   *
   * @throws UnusableDaemonException when it is no event
   */
  long seq() throws UnusableDaemonException {
    int at = SEQ.length();
    long seq = 0;
    while (at < json.length && at < SEQ.length() + MOST_DIGITS && digit(at) >= 0) {
      seq = seq * DECIMAL + digit(at);
      at++;
    }
    boolean plain = at > SEQ.length() && at < json.length && json[at] == ',' && beginsWithSeq();
    return plain ? seq : record().seq();
  }

  private int digit(int at) {
    int digit = json[at] - '0';
    return digit >= 0 && digit < DECIMAL ? digit : -1;
  }

  private boolean beginsWithSeq() {
    for (int i = 0; i < SEQ.length(); i++) {
      if (json[i] != SEQ.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The whole event.
   *
   * @throws UnusableDaemonException when it is none
   */
  public EventRecord record() throws UnusableDaemonException {
    if (record == null) {
      try {
        record = EventRecord.fromJson(Json.parseObject(new String(json, StandardCharsets.UTF_8)));
      } catch (JsonParseException | IllegalArgumentException e) {
        throw UnusableDaemonException.foreign("it sent an event that is none");
      }
    }
    return record;
  }

  /**
   * The bytes that were printed; none when the event is no output.
   *
   * @throws UnusableDaemonException when it is no event
   */
  public byte[] printed() throws UnusableDaemonException {
    if (!is(EventKind.OUTPUT)) {
      return new byte[0];
    }
    byte[] plain = PrintedText.of(json);
    if (plain != null) {
      return plain;
    }
    // Bytes that were no UTF-8 are kept beside the text.
    Optional<String> raw = Json.text(record().payload(), "raw");
    return raw.isPresent()
        ? Base64.getDecoder().decode(raw.get())
        : Json.text(record().payload(), "data").orElse("").getBytes(StandardCharsets.UTF_8);
  }
}
