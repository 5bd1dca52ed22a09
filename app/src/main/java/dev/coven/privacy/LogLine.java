package dev.coven.privacy;

/**
 * One event of the log: a sentence and key=value fields. Values that came from outside are quoted
 * and escaped, so that no value can pretend to be another field or another line.
 */
public final class LogLine {
  /** What stands for a value that there is not. */
  static final String NOTHING = "-";

  /** No path is longer; a client's text may be megabytes. */
  private static final int MOST_CHARACTERS = 4096;

  private final StringBuilder text;

  private LogLine(String message) {
    this.text = new StringBuilder(message);
  }

  /**
   * Begins a line.
   *
   * @param message a sentence of ours, without anything from outside in it
   * @return the line, to add fields to
   */
  public static LogLine of(String message) {
    return new LogLine(message);
  }

  /**
   * Adds a field.
   *
   * @param key a word of ours
   * @param value its value; null is written as {@code -}
   * @return this line
   */
  public LogLine with(String key, Object value) {
    text.append(' ').append(key).append('=');
    if (value == null) {
      text.append(NOTHING);
      return this;
    }
    String shown = Printable.line(bounded(value.toString()));
    if (isPlain(shown)) {
      text.append(shown);
    } else {
      text.append('"').append(shown.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return this;
  }

  private static String bounded(String value) {
    return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS) + "…";
  }

  private static boolean isPlain(String value) {
    if (value.isEmpty() || value.equals(NOTHING)) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** The line, ready for the log. */
  @Override
  public String toString() {
    return text.toString();
  }
}
