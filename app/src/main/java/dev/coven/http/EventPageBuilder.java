package dev.coven.http;

import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.ledger.StoredEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * A list of events in the making, which must not pass 4 MiB: one with a limit ends early, one
 * without is refused as a whole, since its client did not ask for pages.
 */
final class EventPageBuilder {
  /** What stands behind the list in the answer, at most, in bytes. */
  private static final int CLOSING_BYTES = 128;

  private static final int MOST_BYTES = Api.MAX_BODY_BYTES - CLOSING_BYTES;
  private static final byte[] COMMA = {','};

  private final AnswerBuffer bytes = new AnswerBuffer();
  private final long limit;
  private final boolean limited;
  private long count;
  private long lastSeq;
  private boolean more;

  private EventPageBuilder(String opening, long limit, boolean limited) {
    this.limit = limit;
    this.limited = limited;
    bytes.putAscii(opening);
  }

  static EventPageBuilder limited(String opening, int limit) {
    return new EventPageBuilder(opening, limit, true);
  }

  static EventPageBuilder whole(String opening) {
    return new EventPageBuilder(opening, Long.MAX_VALUE - 1, false);
  }

  /** How many events to read: one more than fits, to know whether there are more. */
  long wanted() {
    return limit + 1;
  }

  /**
   * Adds an event.
   *
   * @param event its row
   * @param encoding writes the event
   * @return whether another may follow
   * @throws ApiException {@code event_response_too_large} when it does not fit and the client asked
   *     for everything
   */
  boolean add(StoredEvent event, BiConsumer<StoredEvent, AnswerBuffer> encoding) {
    if (count == limit) {
      more = true;
      return false;
    }
    int before = bytes.size();
    bytes.limitTo(limited && count == 0 ? Integer.MAX_VALUE : MOST_BYTES);
    if (count > 0) {
      bytes.put(COMMA);
    }
    encoding.accept(event, bytes);
    if (bytes.overflowed()) {
      if (!limited) {
        throw new ApiException(
                ErrorCode.EVENT_RESPONSE_TOO_LARGE,
                "The events do not fit in one answer; page with `limit`.")
            .with("maxBytes", Api.MAX_BODY_BYTES);
      }
      bytes.backTo(before);
      more = true;
      return false;
    }
    count++;
    lastSeq = event.seq();
    return true;
  }

  OptionalLong lastSeq() {
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(lastSeq);
  }

  boolean hasMore() {
    return more;
  }

  /** The whole body, to be sent. */
  List<ByteBuffer> close(String closing) {
    bytes.limitTo(Integer.MAX_VALUE);
    bytes.putAscii(closing);
    return bytes.pieces();
  }
}
