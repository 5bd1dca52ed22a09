package dev.coven.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.privacy.Printable;

/** JSON as commands print it: one document, and safe to look at in a terminal. */
final class JsonText {
  /** The version of what {@code --json} prints; grows when a member changes its meaning or goes. */
  static final int SCHEMA = 1;

  private JsonText() {}

  /** A document that begins with the schema's version. */
  static JsonObject document() {
    JsonObject document = new JsonObject();
    document.addProperty("schema", SCHEMA);
    return document;
  }

  /**
   * Serializes with every character escaped that a terminal acts on. JSON itself escapes only those
   * below 0x20; DEL, C1 and the bidirectional controls would pass.
   */
  static String of(JsonElement json) {
    String text = json.toString();
    StringBuilder safe = new StringBuilder(text.length() + 16);
    int point;
    for (int i = 0; i < text.length(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (!Printable.isActive(point)) {
        safe.appendCodePoint(point);
        continue;
      }
      // Inside of a string: outside, JSON has only ASCII that prints.
      for (char unit : Character.toChars(point)) {
        safe.append(String.format("\\u%04x", (int) unit));
      }
    }
    return safe.toString();
  }
}
