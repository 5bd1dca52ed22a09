package dev.coven.privacy;

import java.util.Set;

/**
 * Makes stored terminal output safe to show once more. Colours, cursor motion and erasing stay, so
 * that it looks as it did; everything goes that makes a terminal answer, or set its title, its
 * clipboard, its size or its keyboard: nobody is there any more to read such an answer, and it
 * would end up as typed text in the next shell.
 *
 * <p>A state machine after ECMA-48 and xterm's control sequences that lets known sequences through,
 * and no others. One filter a stream: a sequence may begin in one chunk and end in another.
 */
public final class ReplayFilter {
  private static final int ESC = 0x1b;
  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;
  private static final int DEL = 0x7f;
  private static final int ST = 0x9c;

  /** Longer than any sequence that draws; what is longer is dropped. */
  private static final int MAX_SEQUENCE = 128;

  /** CSI finals without prefix or intermediate that move, erase, scroll or colour. */
  private static final String DRAWING = "@ABCDEFGHIJKLMPSTXZ`abdefgmrsu";

  /** ESC finals: save and restore the cursor, index, next line, reverse index, tab, keypad. */
  private static final String PLAIN_ESCAPES = "78DEMH=>";

  /** ECMA-48 modes: insert mode. Others lock the keyboard or make the terminal echo. */
  private static final Set<String> MODES = Set.of("4");

  /**
   * DEC private modes: cursor keys, reverse video, origin, wrap, cursor, keypad, alternate screens,
   * bracketed paste. Mouse and focus reports are answers, and are not among them.
   */
  private static final Set<String> PRIVATE_MODES =
      Set.of("1", "5", "6", "7", "12", "25", "47", "66", "1047", "1048", "1049", "2004");

  private enum State {
    GROUND,
    ESCAPE,
    /** After ESC and an intermediate byte: one final follows. */
    ESCAPE_INTERMEDIATE,
    CSI,
    /** OSC, DCS, SOS, PM or APC: all of it goes. */
    STRING,
    /** After ESC in a string: a backslash ends it, anything else begins an escape sequence. */
    STRING_ESCAPE
  }

  private final StringBuilder sequence = new StringBuilder();
  private State state = State.GROUND;

  /**
   * Filters the next piece.
   *
   * @param text what was printed, decoded, cut anywhere but inside a code point
   * @return what may be shown of it
   */
  public String filter(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      accept(text.charAt(i), out);
    }
    return out.toString();
  }

  /** Whether no sequence is half read: what follows may be shown without this filter. */
  public boolean isIdle() {
    return state == State.GROUND;
  }

  private void accept(char c, StringBuilder out) {
    if (c == CAN || c == SUB) {
      // Both end any sequence, finished or not.
      state = State.GROUND;
      return;
    }
    switch (state) {
      case GROUND -> ground(c, out);
      case ESCAPE -> escape(c, out);
      case ESCAPE_INTERMEDIATE -> escapeIntermediate(c, out);
      case CSI -> csi(c, out);
      case STRING -> string(c);
      case STRING_ESCAPE -> {
        if (c == '\\') {
          state = State.GROUND;
        } else {
          begin(State.ESCAPE);
          escape(c, out);
        }
      }
      default -> throw new IllegalStateException(state.toString());
    }
  }

  private void begin(State next) {
    sequence.setLength(0);
    state = next;
  }

  private void ground(char c, StringBuilder out) {
    if (c == ESC) {
      begin(State.ESCAPE);
    } else if (c >= 0x80 && c < 0xa0) {
      c1(c);
    } else if (c >= 0x20 && c != DEL || isLayout(c)) {
      out.append(c);
    }
  }

  /** Backspace, tab, the line feeds, carriage return, and the two shifts of line drawing. */
  private static boolean isLayout(char c) {
    return c >= 0x08 && c <= 0x0f;
  }

  /** An eight-bit control: what ESC and the character 0x40 below it say in seven bits. */
  private void c1(char c) {
    switch (c) {
      case 0x9b -> begin(State.CSI);
      case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> begin(State.STRING);
      default -> state = State.GROUND;
    }
  }

  private void escape(char c, StringBuilder out) {
    switch (c) {
      case ESC -> begin(State.ESCAPE);
      case '[' -> begin(State.CSI);
      case ']', 'P', 'X', '^', '_' -> begin(State.STRING);
      default -> {
        if (c >= 0x20 && c <= 0x2f) {
          sequence.append(c);
          state = State.ESCAPE_INTERMEDIATE;
        } else {
          if (PLAIN_ESCAPES.indexOf(c) >= 0) {
            out.append((char) ESC).append(c);
          }
          state = State.GROUND;
        }
      }
    }
  }

  private void escapeIntermediate(char c, StringBuilder out) {
    if (c == ESC) {
      begin(State.ESCAPE);
    } else if (c >= 0x20 && c <= 0x2f) {
      append(c);
    } else {
      // Character sets: ESC ( B and its like.
      boolean designates = sequence.length() == 1 && "()*+".indexOf(sequence.charAt(0)) >= 0;
      if (designates && c >= 0x30 && c < DEL) {
        out.append((char) ESC).append(sequence).append(c);
      }
      state = State.GROUND;
    }
  }

  private void csi(char c, StringBuilder out) {
    if (c == ESC) {
      begin(State.ESCAPE);
    } else if (c >= 0x20 && c < 0x40) {
      append(c);
    } else if (c >= 0x40 && c < DEL) {
      if (draws(sequence.toString(), c)) {
        out.append((char) ESC).append('[').append(sequence).append(c);
      }
      state = State.GROUND;
    } else if (c >= 0x80) {
      state = State.GROUND;
      ground(c, out);
    }
    // Other controls inside of a sequence act at once on a terminal; here they are dropped.
  }

  private void append(char c) {
    if (sequence.length() < MAX_SEQUENCE) {
      sequence.append(c);
    }
  }

  private static boolean draws(String parameters, char last) {
    if (parameters.length() >= MAX_SEQUENCE || hasHugeNumber(parameters)) {
      return false;
    }
    if (parameters.startsWith("?")) {
      return switch (last) {
        case 'h', 'l' -> all(parameters.substring(1), PRIVATE_MODES);
        case 'J', 'K' -> isNumbers(parameters.substring(1));
        default -> false;
      };
    }
    return switch (last) {
      case 'h', 'l' -> all(parameters, MODES);
      // With more parameters it is highlight tracking, in which xterm waits for an answer.
      case 'T' -> isNumbers(parameters) && parameters.indexOf(';') < 0;
      // The cursor's shape.
      case 'q' ->
          parameters.endsWith(" ") && isNumbers(parameters.substring(0, parameters.length() - 1));
      default -> DRAWING.indexOf(last) >= 0 && isNumbers(parameters);
    };
  }

  private static boolean all(String parameters, Set<String> allowed) {
    for (String mode : parameters.split(";", -1)) {
      if (!allowed.contains(mode)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumbers(String parameters) {
    for (int i = 0; i < parameters.length(); i++) {
      char c = parameters.charAt(i);
      if (!(c >= '0' && c <= '9' || c == ';' || c == ':')) {
        return false;
      }
    }
    return true;
  }

  /** A repeat count of nine digits would keep a terminal busy for minutes. */
  private static boolean hasHugeNumber(String parameters) {
    int digits = 0;
    for (int i = 0; i < parameters.length(); i++) {
      char c = parameters.charAt(i);
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      if (digits > 5) {
        return true;
      }
    }
    return false;
  }

  private void string(char c) {
    if (c == ESC) {
      state = State.STRING_ESCAPE;
    } else if (c == BEL || c == ST) {
      // xterm ends only OSC by BEL; ending the others too shows text, and never hides any.
      state = State.GROUND;
    }
  }
}
