package dev.coven.contract;

import com.google.gson.JsonObject;

/**
 * How large a terminal is.
 *
 * @param columns characters in a line
 * @param rows lines
 */
public record TerminalSize(int columns, int rows) {
  /** The kernel keeps either in 16 bits; 0 would mean that nobody knows. */
  private static final int MOST = 0xffff;

  /** Every session begins with it, and keeps it until a client says another. */
  public static final TerminalSize FIRST = new TerminalSize(80, 24);

  /**
   * A size.
   *
   * @throws IllegalArgumentException when either is below 1 or above 65535
   */
  public TerminalSize {
    if (columns < 1 || columns > MOST || rows < 1 || rows > MOST) {
      throw new IllegalArgumentException("no terminal is " + columns + "×" + rows);
    }
  }

  /**
   * Reads the body of a request.
   *
   * @throws ApiException {@code invalid_request} when a member is missing, no whole number, or out
   *     of range; columns are looked at first
   */
  public static TerminalSize fromJson(JsonObject json) {
    Fields fields = new Fields(json);
    int columns = (int) fields.requiredNumber("columns", 1, MOST);
    return new TerminalSize(columns, (int) fields.requiredNumber("rows", 1, MOST));
  }

  /** The body of a request. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("columns", columns);
    json.addProperty("rows", rows);
    return json;
  }
}
