package dev.coven.privacy;

import com.google.re2j.Matcher;
import dev.coven.privacy.StreamRedactor.Output;
import java.util.Arrays;
import java.util.List;

/**
 * Masks what the user's patterns match, a line at a time. A line ends with a line break, where the
 * cursor is moved elsewhere, or after 16 KiB. It is held back to its end from where a match may
 * begin: RE2 cannot say of half a line that no match begins in it.
 */
final class PatternStage implements Stage {
  private static final int MOST_HELD = SecretScanner.MOST_HELD;

  private final List<UserPattern> patterns;
  private final Stage next;
  private final EscapeSequences sequences = new EscapeSequences();
  private final EscapeSequences masking = new EscapeSequences();

  /** The line so far, escape sequences included. */
  private byte[] line = new byte[1024];

  private int length;

  /** How much of the line went on already. */
  private int released;

  PatternStage(List<UserPattern> patterns, Stage next) {
    this.patterns = patterns;
    this.next = next;
  }

  @Override
  public void accept(byte[] bytes, int offset, int count, Output out) throws InterruptedException {
    for (int i = offset; i < offset + count; i++) {
      append(bytes[i]);
      int kind = sequences.next(bytes[i] & 0xff);
      boolean lineBreak = kind == EscapeSequences.TEXT && (bytes[i] == '\n' || bytes[i] == '\r');
      if (lineBreak || kind == EscapeSequences.MOVED || length == MOST_HELD) {
        endLine(out);
      }
    }
    release(line, firstPossible(), out);
  }

  @Override
  public int held() {
    return length - released + next.held();
  }

  @Override
  public void flush(Output out) throws InterruptedException {
    releaseMasked(out);
    next.flush(out);
  }

  private void append(byte b) {
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(MOST_HELD, length * 2));
    }
    line[length++] = b;
  }

  private void endLine(Output out) throws InterruptedException {
    releaseMasked(out);
    length = 0;
    released = 0;
  }

  private void release(byte[] from, int to, Output out) throws InterruptedException {
    int begin = released;
    if (to > begin) {
      released = to;
      next.accept(from, begin, to - begin, out);
    }
  }

  /** The line itself stays as it was: what follows a silence may make a match longer. */
  private void releaseMasked(Output out) throws InterruptedException {
    if (released < length) {
      release(masked(), length, out);
    }
  }

  /** Where the first match may begin in what was not released yet. */
  private int firstPossible() {
    int first = length;
    for (UserPattern pattern : patterns) {
      first = Math.min(first, firstPossible(pattern.prefix()));
    }
    return Math.max(first, released);
  }

  private int firstPossible(byte[] prefix) {
    if (prefix.length == 0) {
      return 0;
    }
    masking.reset();
    for (int i = 0; i < length; i++) {
      boolean text = masking.next(line[i] & 0xff) == EscapeSequences.TEXT;
      if (text && mayBegin(prefix, i)) {
        return i;
      }
    }
    return length;
  }

  /** Whether a prefix stands at an index, or as much of it as there is text. */
  private boolean mayBegin(byte[] prefix, int index) {
    if (line[index] != prefix[0]) {
      return false;
    }
    EscapeSequences inside = new EscapeSequences();
    int matched = 0;
    for (int i = index; i < length && matched < prefix.length; i++) {
      if (inside.next(line[i] & 0xff) == EscapeSequences.TEXT) {
        if (line[i] != prefix[matched]) {
          return false;
        }
        matched++;
      }
    }
    return true;
  }

  /** The line with asterisks for what the patterns match. */
  private byte[] masked() {
    byte[] text = text();
    byte[] masked = Arrays.copyOf(line, length);
    for (UserPattern pattern : patterns) {
      Matcher matcher = pattern.pattern().matcher(text);
      while (matcher.find()) {
        mask(masked, matcher.start(), matcher.end());
      }
    }
    return masked;
  }

  private byte[] text() {
    byte[] text = new byte[length];
    int count = 0;
    masking.reset();
    for (int i = 0; i < length; i++) {
      if (masking.next(line[i] & 0xff) == EscapeSequences.TEXT) {
        text[count++] = line[i];
      }
    }
    return Arrays.copyOf(text, count);
  }

  /** Masks a range of the line's text; line breaks stay. */
  private void mask(byte[] masked, int from, int to) {
    int index = 0;
    masking.reset();
    for (int i = 0; i < length && index < to; i++) {
      if (masking.next(line[i] & 0xff) == EscapeSequences.TEXT) {
        boolean lineBreak = line[i] == '\n' || line[i] == '\r';
        if (index >= from && !lineBreak) {
          masked[i] = Redactor.MASK;
        }
        index++;
      }
    }
  }
}
