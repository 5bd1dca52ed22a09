package dev.coven.kit;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as it came over the wire.
 *
 * @param head status line and header lines, each with its CR LF
 * @param body the body's bytes
 */
public record Reply(String head, byte[] body) {
  /** The status code. */
  public int status() {
    // HTTP/1.1 200 OK
    int space = head.indexOf(' ');
    return Integer.parseInt(head, space + 1, space + 4, 10);
  }

  /** All values of a header, in their order; names are compared without case. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (int line = head.indexOf("\r\n") + 2; line < head.length(); ) {
      int end = head.indexOf("\r\n", line);
      if (head.regionMatches(true, line, name, 0, name.length())
          && head.charAt(line + name.length()) == ':') {
        values.add(head.substring(line + name.length() + 1, end).strip());
      }
      line = end + 2;
    }
    return values;
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body, which must be a JSON object. */
  public JsonObject object() {
    return json().getAsJsonObject();
  }

  /** The body, which must be a JSON array. */
  public JsonArray array() {
    return json().getAsJsonArray();
  }

  private JsonElement json() {
    return JsonParser.parseString(text());
  }

  /**
   * Requires a status.
   *
   * @param status the one wanted
   * @return this
   * @throws AssertionError with the whole answer, when it is another
   */
  public Reply expect(int status) {
    if (status() != status) {
      throw new AssertionError("status " + status + " wanted, but: " + this);
    }
    return this;
  }

  @Override
  public String toString() {
    return head + "\r\n" + text();
  }
}
