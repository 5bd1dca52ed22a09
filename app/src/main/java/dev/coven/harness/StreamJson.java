package dev.coven.harness;

import com.google.gson.JsonObject;

/** The lines by which a harness is talked to in stream mode: Claude Code's {@code stream-json}. */
public final class StreamJson {
  private StreamJson() {}

  /**
   * A message of the user.
   *
   * @param text what the user says
   * @return one line, with its line feed
   */
  public static String userLine(String text) {
    JsonObject message = new JsonObject();
    message.addProperty("role", "user");
    message.addProperty("content", text);
    JsonObject line = new JsonObject();
    line.addProperty("type", "user");
    line.add("message", message);
    return line + "\n";
  }
}
