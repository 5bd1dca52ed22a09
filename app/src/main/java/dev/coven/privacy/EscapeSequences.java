package dev.coven.privacy;

/**
 * Tells text from escape sequences, after ECMA-48 and xterm's control sequences, a byte at a time.
 * Used only inside of a possible secret; it begins on text.
 */
final class EscapeSequences {
  /** A byte of text. */
  static final int TEXT = 0;

  /** A byte of a sequence, which changes nothing about which text follows which. */
  static final int INSIDE = 1;

  /** The last byte of a sequence that moves the cursor: what follows stands elsewhere. */
  static final int MOVED = 2;

  private static final int ESC = 0x1b;
  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;

  /** CSI finals after which text goes on at another place of the screen. */
  private static final String MOVING = "ABCDEFGHIZ`adefrsu";

  private enum State {
    GROUND,
    ESCAPE,
    INTERMEDIATE,
    CSI,
    STRING,
    STRING_ESCAPE
  }

  private State state = State.GROUND;

  void reset() {
    state = State.GROUND;
  }

  boolean isInText() {
    return state == State.GROUND;
  }

  /** What a byte is, as one of the constants above. */
  int next(int c) {
    if (state == State.GROUND) {
      if (c != ESC) {
        return TEXT;
      }
      state = State.ESCAPE;
      return INSIDE;
    }
    if (c == CAN || c == SUB) {
      state = State.GROUND;
      return MOVED;
    }
    switch (state) {
      case ESCAPE -> state = afterEscape(c);
      case INTERMEDIATE -> {
        if (c < 0x20 || c > 0x2f) {
          state = State.GROUND;
        }
      }
      case CSI -> {
        if (c >= 0x40) {
          state = State.GROUND;
          return MOVING.indexOf(c) >= 0 ? MOVED : INSIDE;
        }
        if (c == ESC) {
          state = State.ESCAPE;
        }
      }
      case STRING -> {
        if (c == BEL) {
          state = State.GROUND;
        } else if (c == ESC) {
          state = State.STRING_ESCAPE;
        }
      }
      case STRING_ESCAPE -> state = c == '\\' ? State.GROUND : afterEscape(c);
      default -> throw new IllegalStateException(state.toString());
    }
    return INSIDE;
  }

  private static State afterEscape(int c) {
    return switch (c) {
      case '[' -> State.CSI;
      case ']', 'P', 'X', '^', '_' -> State.STRING;
      case ESC -> State.ESCAPE;
      default -> c >= 0x20 && c <= 0x2f ? State.INTERMEDIATE : State.GROUND;
    };
  }
}
