package dev.coven.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Masks secrets: in complete texts, and in streams. Immutable and thread-safe; what it knows of
 * secrets is in {@code docs/decisions/redaction.md}.
 */
public final class Redactor {
  /** What stands in the place of each byte of a secret. */
  static final byte MASK = '*';

  /** No text is shorter that holds a secret. */
  private static final int LEAST = Literal.LEAST;

  private final SecretRules rules;

  /**
   * A redactor.
   *
   * @param rules what is a secret
   */
  public Redactor(SecretRules rules) {
    this.rules = rules;
  }

  /**
   * Masks the secrets in a text that is complete: a title, an input, a line of a log.
   *
   * @param text anybody's text
   * @return the text itself when there is no secret in it; else a copy with an asterisk for every
   *     byte that a secret takes in UTF-8
   */
  public String text(String text) {
    if (text.length() < LEAST) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] masked = new byte[bytes.length];
    int[] count = {0};
    StreamRedactor.Output gather =
        (from, offset, length) -> {
          System.arraycopy(from, offset, masked, count[0], length);
          count[0] += length;
        };
    try {
      StreamRedactor stream = stream();
      stream.accept(bytes, 0, bytes.length, gather);
      stream.flush(gather);
    } catch (InterruptedException e) {
      throw new IllegalStateException("an array waits for nobody", e);
    }
    return Arrays.equals(bytes, masked) ? text : new String(masked, StandardCharsets.UTF_8);
  }

  /** A redactor for one new stream. */
  public StreamRedactor stream() {
    return new StreamRedactor(rules.newStage(), System::nanoTime);
  }
}
