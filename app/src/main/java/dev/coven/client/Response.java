package dev.coven.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.coven.contract.ApiException;

/**
 * What the daemon answered.
 *
 * @param status the HTTP status
 * @param body the text of the body
 * @param keepAlive whether the connection may carry another request
 */
record Response(int status, String body, boolean keepAlive) {
  private static final int OK = 200;
  private static final int REDIRECTION = 300;

  /**
   * The body of a success.
   *
   * @throws ApiException when the daemon refused
   * @throws UnexpectedAnswerException when it failed in words that this program does not know
   * @throws UnusableDaemonException when the body is no JSON
   */
  JsonElement json() throws UnusableDaemonException {
    JsonElement json;
    try {
      json = JsonParser.parseString(body);
    } catch (JsonParseException e) {
      throw UnusableDaemonException.foreign(
          "it answered " + status + " with a body that is no JSON");
    }
    if (status >= OK && status < REDIRECTION) {
      return json;
    }
    if (json instanceof JsonObject envelope) {
      ApiException refusal = ApiException.fromJson(status, envelope);
      throw refusal != null ? refusal : UnexpectedAnswerException.of(status, envelope);
    }
    throw UnexpectedAnswerException.of(status, new JsonObject());
  }
}
