package dev.coven.http;

import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * A list of events in the making, which must not pass 4 MiB: one with a limit ends early, one
 * without is refused as a whole, since its client did not ask for pages.
 */
final class EventPageBuilder {
  private static final int FIRST_BYTES = 16 * 1024;

  /** What stands behind the list in the answer, at most, in bytes. */
  private static final int CLOSING_BYTES = 128;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BYTES);
  private final long limit;
  private final boolean limited;
  private long count;
  private long lastSeq;
  private boolean more;

  private EventPageBuilder(String opening, long limit, boolean limited) {
    this.limit = limit;
    this.limited = limited;
    bytes.writeBytes(utf8(opening));
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
   * @param seq its place in the ledger
   * @param json the event
   * @return whether another may follow
   * @throws ApiException {@code event_response_too_large} when it does not fit and the client asked
   *     for everything
   */
  boolean add(long seq, String json) {
    byte[] encoded = utf8(json);
    boolean full = bytes.size() + encoded.length + CLOSING_BYTES > Api.MAX_BODY_BYTES;
    if (full && !limited) {
      throw new ApiException(
              ErrorCode.EVENT_RESPONSE_TOO_LARGE,
              "The events do not fit in one answer; page with `limit`.")
          .with("maxBytes", Api.MAX_BODY_BYTES);
    }
    if (count == limit || full && count > 0) {
      more = true;
      return false;
    }
    if (count > 0) {
      bytes.write(',');
    }
    bytes.writeBytes(encoded);
    count++;
    lastSeq = seq;
    return true;
  }

  OptionalLong lastSeq() {
    return count == 0 ? OptionalLong.empty() : OptionalLong.of(lastSeq);
  }

  boolean hasMore() {
    return more;
  }

  byte[] close(String closing) {
    bytes.writeBytes(utf8(closing));
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
