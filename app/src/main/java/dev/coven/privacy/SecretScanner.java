package dev.coven.privacy;

import dev.coven.privacy.StreamRedactor.Output;

/**
 * Masks the built-in shapes of secrets in one stream of bytes. Every byte goes through a buffer of
 * its own, which keeps what was let through last, so that the beginning of a secret is found behind
 * it. Nearly all bytes are only looked at by a few tables; a candidate takes over where a secret
 * may begin.
 */
final class SecretScanner implements Stage {
  /** The most that is held back, in bytes. */
  static final int MOST_HELD = 16 * 1024;

  /** How much is looked at between two releases, in bytes; small, for there is one a stream. */
  private static final int PIECE = 8 * 1024;

  private static final int NOTHING = -1;

  private final Triggers triggers = new Triggers();
  private final EscapeSequences sequences = new EscapeSequences();
  private final EscapeSequences masking = new EscapeSequences();

  /** Before the stream there is nothing, which reads as two zero bytes. */
  private byte[] buffer = new byte[LookBack.REACH + PIECE];

  /** Everything before was released. */
  private int released = TriggerTable.LEAST_BEFORE;

  /** Everything before was looked at. */
  private int position = released;

  private int end = released;

  /** Where what is held back begins, or NOTHING. */
  private int held = NOTHING;

  private Candidate candidate;

  @Override
  public void accept(byte[] bytes, int offset, int length, Output out) throws InterruptedException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, PIECE);
      makeRoom(count);
      System.arraycopy(bytes, from, buffer, end, count);
      end += count;
      from += count;
      left -= count;
      scan();
      release(held == NOTHING ? end : held, out);
    }
  }

  @Override
  public int held() {
    return end - released;
  }

  @Override
  public void flush(Output out) throws InterruptedException {
    // What ends here may be no secret, and hold one.
    while (held != NOTHING && !settle()) {
      drop();
      scan();
    }
    held = NOTHING;
    release(end, out);
  }

  /**
   * Masks what is held if it would be a secret.
   *
   * @return false when it is none, and too long to be the beginning of one only
   */
  private boolean settle() {
    if (candidate.wouldBeSecret()) {
      mask(held, end);
      return true;
    }
    return end - held < TokenShape.LEAST;
  }

  private void release(int to, Output out) throws InterruptedException {
    int from = released;
    released = to;
    if (to > from) {
      out.release(buffer, from, to - from);
    }
  }

  /** Forgets what lies too far back, and grows when much is held. */
  private void makeRoom(int count) {
    if (end + count <= buffer.length) {
      return;
    }
    int forgotten = Math.max(0, released - LookBack.REACH);
    int kept = end - forgotten;
    byte[] target =
        kept + count <= buffer.length ? buffer : new byte[LookBack.REACH + MOST_HELD + PIECE];
    System.arraycopy(buffer, forgotten, target, 0, kept);
    buffer = target;
    released -= forgotten;
    position -= forgotten;
    end = kept;
    triggers.moved(forgotten);
    held = held == NOTHING ? NOTHING : held - forgotten;
  }

  private void scan() {
    while (position < end) {
      if (candidate == null) {
        search();
      } else {
        follow();
      }
    }
  }

  /** Looks for a byte behind which a secret may begin. */
  private void search() {
    position = triggers.next(buffer, position, end);
    if (position < end) {
      candidate = triggers.after(buffer, position);
      position++;
      sequences.reset();
    }
  }

  /** Gives the candidate its text until it ends. */
  private void follow() {
    while (position < end) {
      int c = buffer[position] & 0xff;
      int kind = sequences.next(c);
      if (kind == EscapeSequences.TEXT) {
        if (!act(candidate.next(c), true)) {
          return;
        }
      } else if (kind == EscapeSequences.MOVED && !act(candidate.next(Candidate.MOVED), false)) {
        return;
      }
      position++;
      if (held != NOTHING && position - held >= MOST_HELD) {
        drop();
        return;
      }
    }
  }

  /** Does what a candidate says of the byte at the position; false at its end. */
  private boolean act(Candidate.Verdict verdict, boolean text) {
    switch (verdict) {
      case OPEN -> held = NOTHING;
      case HOLD -> held = held == NOTHING ? position : held;
      case SECRET -> {
        mask(held == NOTHING ? position : held, position + 1);
        held = NOTHING;
      }
      case FOUND -> {
        // Nothing is held when silence let all of it go.
        mask(held == NOTHING ? position : held, position);
        held = NOTHING;
        candidate = null;
      }
      case OVER -> drop();
    }
    return candidate != null;
  }

  /** Ends the candidate. What was held may hold another, and is looked at again. */
  private void drop() {
    position = held == NOTHING ? position : held;
    held = NOTHING;
    candidate = null;
  }

  /** Masks text; escape sequences stay, or the colours of the screen would change. */
  private void mask(int from, int to) {
    masking.reset();
    for (int i = from; i < to; i++) {
      if (masking.next(buffer[i] & 0xff) == EscapeSequences.TEXT) {
        buffer[i] = Redactor.MASK;
      }
    }
  }
}
