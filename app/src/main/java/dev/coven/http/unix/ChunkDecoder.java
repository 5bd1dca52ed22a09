package dev.coven.http.unix;

import java.nio.ByteBuffer;

/**
 * Takes the framing off a chunked body (RFC 9112, section 7.1). It is strict, where Undertow's
 * reader takes a chunk of unreadable size for the last one and skips whatever stands behind a
 * chunk's data: a body that is guessed is a body that nobody sent. Extensions and trailers are
 * checked and dropped. For one thread.
 */
final class ChunkDecoder {
  /** 60 bits: no larger chunk can be meant, and a long cannot overflow. */
  private static final int MOST_DIGITS = 15;

  /** For one chunk's extensions, or all trailers together, in bytes; nobody here reads either. */
  private static final int MOST_UNREAD = 4096;

  private enum State {
    SIZE_BEGIN,
    SIZE,
    SIZE_BLANK,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_BEGIN,
    TRAILER,
    TRAILER_LF,
    LAST_LF,
    ENDED
  }

  private State state = State.SIZE_BEGIN;
  private long left;
  private int digits;
  private int unread;

  /** Whether the last chunk and its trailers have been seen to their end. */
  boolean ended() {
    return state == State.ENDED;
  }

  /**
   * Decodes as much as there is and fits. Nothing behind the body's end is taken.
   *
   * @param in what the client sent
   * @param out gets the data
   * @throws MalformedBodyException when it is no chunked body
   */
  void decode(ByteBuffer in, ByteBuffer out) throws MalformedBodyException {
    while (in.hasRemaining() && !ended()) {
      if (state != State.DATA) {
        state = next((char) (in.get() & 0xff));
      } else if (out.hasRemaining()) {
        copy(in, out);
      } else {
        return;
      }
    }
  }

  private void copy(ByteBuffer in, ByteBuffer out) {
    int count = (int) Math.min(left, Math.min(in.remaining(), out.remaining()));
    out.put(in.slice(in.position(), count));
    in.position(in.position() + count);
    left -= count;
    if (left == 0) {
      state = State.DATA_CR;
    }
  }

  private State next(char c) throws MalformedBodyException {
    return switch (state) {
      case SIZE_BEGIN -> {
        left = 0;
        digits = 0;
        unread = 0;
        yield digit(c);
      }
      case SIZE -> Character.digit(c, 16) >= 0 && c < 0x80 ? digit(c) : behindSize(c);
      case SIZE_BLANK -> behindSize(c);
      case EXTENSION -> c == '\r' ? State.SIZE_END : unread(c, State.EXTENSION);
      case SIZE_END -> line(c, left == 0 ? State.TRAILER_BEGIN : State.DATA);
      case DATA_CR -> {
        if (c != '\r') {
          throw new MalformedBodyException("a chunk is longer than its size");
        }
        yield State.DATA_LF;
      }
      case DATA_LF -> line(c, State.SIZE_BEGIN);
      case TRAILER_BEGIN -> c == '\r' ? State.LAST_LF : unread(c, State.TRAILER);
      case TRAILER -> c == '\r' ? State.TRAILER_LF : unread(c, State.TRAILER);
      case TRAILER_LF -> line(c, State.TRAILER_BEGIN);
      case LAST_LF -> line(c, State.ENDED);
      case DATA, ENDED -> throw new IllegalStateException("no framing expected: " + state);
    };
  }

  private State digit(char c) throws MalformedBodyException {
    int value = c < 0x80 ? Character.digit(c, 16) : -1;
    if (value < 0 || ++digits > MOST_DIGITS) {
      throw new MalformedBodyException("a chunk without a size that can be read");
    }
    left = left << 4 | value;
    return State.SIZE;
  }

  private State behindSize(char c) throws MalformedBodyException {
    return switch (c) {
      case '\r' -> State.SIZE_END;
      case ';' -> unread(c, State.EXTENSION);
      case ' ', '\t' -> unread(c, State.SIZE_BLANK);
      default -> throw new MalformedBodyException("a chunk's size is followed by something else");
    };
  }

  private State unread(char c, State same) throws MalformedBodyException {
    if (c < ' ' && c != '\t' || c == 0x7f) {
      throw new MalformedBodyException("a control character between chunks");
    }
    if (++unread > MOST_UNREAD) {
      throw new MalformedBodyException("too much between chunks");
    }
    return same;
  }

  private static State line(char c, State next) throws MalformedBodyException {
    if (c != '\n') {
      throw new MalformedBodyException("a line between chunks does not end in CR LF");
    }
    return next;
  }
}
