package dev.coven.privacy;

import dev.coven.privacy.StreamRedactor.Output;

/**
 * Masks the built-in shapes of secrets in one stream of bytes. Every byte goes through a buffer of
 * its own, which keeps what was let through last, so that the beginning of a secret is found behind
 * it. Nearly all bytes are only looked at by two tables; a candidate takes over where a secret may
 * begin.
 */
final class SecretScanner implements Stage {
  /** The most that is held back, in bytes. */
  static final int MOST_HELD = 16 * 1024;

  /** How much is looked at between two releases, in bytes; small, for there is one a stream. */
  private static final int PIECE = 8 * 1024;

  private static final int ESC = 0x1b;
  private static final int NOTHING = -1;

  private final Triggers triggers = new Triggers();
  private final EscapeSequences sequences = new EscapeSequences();
  private final EscapeSequences masking = new EscapeSequences();

  private byte[] buffer = new byte[LookBack.REACH + PIECE];

  /** Everything before was released. */
  private int released;

  /** Everything before was looked at. */
  private int position;

  private int end;

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
    if (held != NOTHING && candidate.wouldBeSecret()) {
      mask(held, end);
    }
    held = NOTHING;
    release(end, out);
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
    byte[] bytes = buffer;
    int[] last = Triggers.LAST;
    int[] beforeLast = Triggers.BEFORE_LAST;
    int to = end;
    for (int i = position; i < to; i++) {
      int may = last[bytes[i] & 0xff];
      if (may != 0 && i > 0 && (may & beforeLast[bytes[i - 1] & 0xff]) != 0) {
        candidate = triggers.after(bytes, i);
        if (candidate != null) {
          position = i + 1;
          sequences.reset();
          return;
        }
      }
    }
    position = to;
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
        mask(held, position);
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
