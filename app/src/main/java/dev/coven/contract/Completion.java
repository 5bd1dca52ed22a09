package dev.coven.contract;

import com.google.gson.JsonObject;
import java.util.OptionalLong;

/**
 * How an external session ended, as whoever runs it says.
 *
 * @param exitCode of its harness, or null when there is none to tell
 */
public record Completion(Integer exitCode) {
  /**
   * Reads the body of a request.
   *
   * @throws ApiException {@code invalid_request} when the exit code is no whole number of 32 bits
   */
  public static Completion fromJson(JsonObject json) {
    OptionalLong code = new Fields(json).number("exitCode", Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new Completion(code.isPresent() ? (int) code.getAsLong() : null);
  }

  /** The body of a request. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.add("exitCode", Json.nullable(exitCode));
    return json;
  }

  /** Whether it ended well: no exit code counts as 0. */
  public boolean isSuccess() {
    return exitCode == null || exitCode == 0;
  }

  /** The status that the session gets. */
  public SessionStatus status() {
    return isSuccess() ? SessionStatus.COMPLETED : SessionStatus.FAILED;
  }

  /** Whether a session ended just so; without an exit code as well as with 0. */
  public boolean isOutcomeOf(SessionRecord session) {
    return session.status() == status() && (isSuccess() || exitCode.equals(session.exitCode()));
  }
}
