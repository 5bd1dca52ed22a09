package dev.coven.privacy;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the fields that {@link LogLine} writes: all that stand behind the sentence, to the end. */
final class LogFields {
  private final String text;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private int at;

  private LogFields(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /**
   * Reads.
   *
   * @param text sentence and fields
   * @param fields gets them
   * @return where the sentence ends
   */
  static int read(String text, Map<String, String> fields) {
    int from = text.indexOf(' ');
    while (from >= 0) {
      LogFields reader = new LogFields(text, from);
      if (reader.toEnd()) {
        fields.putAll(reader.fields);
        return from;
      }
      // What looked like fields and was none is the sentence's; so is all before it.
      from = text.indexOf(' ', Math.max(reader.at, from + 1));
    }
    return text.length();
  }

  private boolean toEnd() {
    while (at < text.length()) {
      if (!one()) {
        return false;
      }
    }
    return true;
  }

  private boolean one() {
    if (text.charAt(at) != ' ') {
      return false;
    }
    int key = ++at;
    while (at < text.length() && isKey(text.charAt(at))) {
      at++;
    }
    if (at == key || at == text.length() || text.charAt(at) != '=') {
      return false;
    }
    String name = text.substring(key, at++);
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted(name);
    }
    int value = at;
    while (at < text.length() && text.charAt(at) != ' ') {
      if (text.charAt(at) == '"' || text.charAt(at) == '=') {
        return false;
      }
      at++;
    }
    String plain = text.substring(value, at);
    fields.put(name, plain.equals(LogLine.NOTHING) ? null : plain);
    return value < at;
  }

  private boolean quoted(String name) {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        fields.put(name, value.toString());
        return true;
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = text.charAt(at);
      }
      value.append(c);
    }
    return false;
  }

  private static boolean isKey(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
