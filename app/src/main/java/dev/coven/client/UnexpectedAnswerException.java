package dev.coven.client;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;

/** The daemon failed in words that this program does not know: a later daemon's error code. */
public final class UnexpectedAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private UnexpectedAnswerException(String message) {
    super(message, null, false, false);
  }

  static UnexpectedAnswerException of(int status, JsonObject envelope) {
    JsonObject error = envelope.get("error") instanceof JsonObject inner ? inner : new JsonObject();
    String code = Json.text(error, "code").orElse("no code");
    return new UnexpectedAnswerException(
        "The daemon answered "
            + status
            + " ("
            + code
            + ")"
            + Json.text(error, "message").map(message -> ": " + message).orElse("."));
  }
}
