package dev.coven.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A place in the list of sessions: everything older follows it.
 *
 * @param createdAt milliseconds since the epoch
 * @param id orders sessions of the same millisecond
 */
public record SessionCursor(long createdAt, String id) {
  /** In front of the newest session. */
  public static final SessionCursor NEWEST = new SessionCursor(Long.MAX_VALUE, "");

  /** The cursor as clients keep it: URL-safe base64 without padding. */
  public String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((createdAt + ":" + id).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor that {@link #encode} made.
   *
   * @param text what the client sent
   * @return the cursor, or empty when the text is none
   */
  public static Optional<SessionCursor> decode(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      if (colon < 1) {
        return Optional.empty();
      }
      SessionCursor cursor =
          new SessionCursor(Long.parseLong(plain.substring(0, colon)), plain.substring(colon + 1));
      // Base64 has several spellings of the same bytes; a cursor has one.
      return cursor.encode().equals(text) ? Optional.of(cursor) : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
