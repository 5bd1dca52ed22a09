package dev.coven.ledger;

import dev.coven.contract.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * An event's row. Output is stored as the bytes that were printed, everything else as the JSON of
 * its payload; so a terminal's escape sequences, which JSON makes six times as long, cost the
 * ledger nothing.
 *
 * @param seq its place in the ledger
 * @param kind what it tells
 * @param createdAt milliseconds since the epoch
 * @param stored bytes of output, or the payload's JSON
 */
public record StoredEvent(long seq, EventKind kind, long createdAt, byte[] stored) {
  private static final String ID_PREFIX = "evt-";
  private static final EventKind[] KINDS = EventKind.values();

  /** The numbers that stand for kinds in the ledger; they never change their meaning. */
  static int number(EventKind kind) {
    return switch (kind) {
      case OUTPUT -> 1;
      case INPUT -> 2;
      case EXIT -> 3;
      case KILL -> 4;
      case RECOVERY -> 5;
    };
  }

  static EventKind kind(int number) {
    for (EventKind kind : KINDS) {
      if (number(kind) == number) {
        return kind;
      }
    }
    throw new IllegalStateException("an event of unknown kind " + number + " in the ledger");
  }

  /** The event's name on the wire. */
  public String id() {
    return ID_PREFIX + seq;
  }

  /** The seq in an event's name, or empty when it is no such name. */
  static OptionalLong seqOf(String id) {
    if (!id.startsWith(ID_PREFIX)) {
      return OptionalLong.empty();
    }
    try {
      long seq = Long.parseLong(id.substring(ID_PREFIX.length()));
      return seq > 0 ? OptionalLong.of(seq) : OptionalLong.empty();
    } catch (NumberFormatException notOurs) {
      return OptionalLong.empty();
    }
  }

  /**
   * The payload's JSON, as it is stored.
   *
   * @throws IllegalStateException when this is output, which is stored as it was printed
   */
  public String payloadJson() {
    if (kind == EventKind.OUTPUT) {
      throw new IllegalStateException("output is stored as its bytes, not as JSON: " + id());
    }
    return text();
  }

  /** Output as text; what is no UTF-8 shows as U+FFFD. Other kinds give their JSON. */
  public String text() {
    return new String(stored, StandardCharsets.UTF_8);
  }
}
