package dev.coven.http;

import dev.coven.contract.Api;
import dev.coven.ledger.LedgerReader;
import dev.coven.ledger.StoredEvent;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Some events of a session as messages of an event stream, made once for all streams that stand at
 * the same place. Made twice from the same events, it holds the same bytes: so a stream that is
 * stuck in one need not keep it.
 */
final class EventFrames {
  /** What one holds, but for its last event, in bytes: a socket takes hardly more at a time. */
  private static final int MOST_BYTES = 128 * 1024;

  private final byte[] sessionId;
  private final AnswerBuffer bytes = new AnswerBuffer();
  private final List<Frame> frames = new ArrayList<>();
  private boolean complete;
  private boolean ended;
  private boolean largeNext;

  /** An event, and where its message ends, in bytes. */
  private record Frame(long seq, int end) {}

  private EventFrames(String sessionId) {
    this.sessionId = JsonTextWriter.quoted(sessionId);
  }

  /**
   * Reads the events that follow.
   *
   * @param reader the ledger
   * @param key the session
   * @param sessionId its name
   * @param after the first one is the next behind this
   * @param large whether the first may be larger than output ever is; it is the only one then
   * @return at most some hundred kilobytes, unless a large one was asked for
   */
  static EventFrames read(
      LedgerReader reader, long key, String sessionId, long after, boolean large)
      throws SQLException {
    EventFrames frames = new EventFrames(sessionId);
    boolean open = reader.isOpen(key);
    boolean[] full = new boolean[1];
    frames.largeNext =
        reader.events(
            key,
            after,
            Long.MAX_VALUE,
            large ? Integer.MAX_VALUE : Api.MAX_OUTPUT_EVENT_BYTES,
            event -> {
              frames.add(event);
              full[0] = large || frames.bytes.size() >= MOST_BYTES;
              return !full[0];
            });
    frames.complete = !full[0] && !frames.largeNext;
    frames.ended = frames.complete && !open;
    return frames;
  }

  private void add(StoredEvent event) {
    bytes.putAscii("id: " + event.seq() + "\nevent: " + event.kind().wire() + "\ndata: ");
    EventJson.event(event, sessionId, bytes);
    bytes.putAscii("\n\n");
    frames.add(new Frame(event.seq(), bytes.size()));
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Whether the ledger had nothing behind these. */
  boolean isComplete() {
    return complete;
  }

  /** Whether nothing will ever come behind these. */
  boolean isLast() {
    return ended;
  }

  /** Whether the next event was left out because it is large. */
  boolean isLargeNext() {
    return largeNext;
  }

  /** The seq of the first event; 0 when there is none. */
  long firstSeq() {
    return frames.isEmpty() ? 0 : frames.getFirst().seq();
  }

  /**
   * What is behind the first so many bytes.
   *
   * @param offset how many
   * @param together how many that follow are one piece
   * @throws IllegalArgumentException when there are not so many
   */
  List<ByteBuffer> from(int offset, int together) {
    List<ByteBuffer> pieces = bytes.pieces();
    skip(pieces, offset, null);
    if (together > 0) {
      ByteBuffer joint = ByteBuffer.allocate(together);
      skip(pieces, together, joint);
      pieces.addFirst(joint.flip());
    }
    return pieces;
  }

  /** Takes so many bytes off the front. */
  private static void skip(List<ByteBuffer> pieces, int count, ByteBuffer into) {
    int left = count;
    for (ByteBuffer piece : pieces) {
      int here = Math.min(left, piece.remaining());
      if (into != null) {
        into.put(piece.slice(piece.position(), here));
      }
      piece.position(piece.position() + here);
      left -= here;
    }
    if (left > 0) {
      throw new IllegalArgumentException(left + " bytes more than there are");
    }
  }

  /**
   * Where a stream stands that has sent so many bytes of these.
   *
   * @param before where it stood before the first of them
   * @param sent how many bytes
   */
  Place place(long before, int sent) {
    long seq = before;
    int begin = 0;
    for (Frame frame : frames) {
      if (frame.end > sent) {
        return new Place(seq, sent - begin, sent == begin ? 0 : frame.seq);
      }
      seq = frame.seq;
      begin = frame.end;
    }
    return new Place(seq, 0, 0);
  }

  /**
   * A place in a session's events.
   *
   * @param after the last event that was sent whole
   * @param offset bytes sent of the one behind it
   * @param partial the seq of that one; 0 when nothing of it was sent
   */
  record Place(long after, int offset, long partial) {}
}
