package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * A refusal in the words of the contract: a code to branch on, a sentence to read, and details.
 *
 * <p>The server throws it to answer with the error envelope, the client throws it when such an
 * envelope arrives. It carries no stack trace: it describes a request, not a fault of the program.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int status;
  private final transient JsonObject details;

  /**
   * A refusal with the usual status of its code and no details.
   *
   * @param code what clients branch on
   * @param message one sentence for people
   */
  public ApiException(ErrorCode code, String message) {
    this(code, code.status(), message, new JsonObject());
  }

  private ApiException(ErrorCode code, int status, String message, JsonObject details) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /**
   * An {@code invalid_request} with its reason.
   *
   * @param reason the machine word for {@code details.reason}
   * @param message one sentence for people
   * @return the refusal, status 400
   */
  public static ApiException invalid(Reason reason, String message) {
    return new ApiException(ErrorCode.INVALID_REQUEST, message).with("reason", reason.wire());
  }

  /**
   * A refusal about one session.
   *
   * @param code what clients branch on
   * @param id the session, for {@code details.sessionId}
   * @param message one sentence for people
   */
  public static ApiException ofSession(ErrorCode code, String id, String message) {
    return new ApiException(code, message).with("sessionId", id);
  }

  /**
   * An {@code invalid_request} about one query parameter, which stands under its own name.
   *
   * @param parameter the parameter's name
   * @param value its raw text
   * @param message one sentence for people
   * @return the refusal, status 400
   */
  public static ApiException badParameter(String parameter, String value, String message) {
    return new ApiException(ErrorCode.INVALID_REQUEST, message).with(parameter, value);
  }

  /**
   * Reads an error envelope.
   *
   * @param status the HTTP status it came with
   * @param body the parsed body
   * @return the refusal, or null when the body is not an envelope with a code of this contract
   */
  public static ApiException fromJson(int status, JsonObject body) {
    if (!(body.get("error") instanceof JsonObject error)) {
      return null;
    }
    ErrorCode code = ErrorCode.of(Json.text(error, "code").orElse("")).orElse(null);
    if (code == null) {
      return null;
    }
    JsonObject details = error.get("details") instanceof JsonObject d ? d : new JsonObject();
    return new ApiException(code, status, Json.text(error, "message").orElse(code.wire()), details);
  }

  /**
   * The same refusal with one more detail.
   *
   * @param name the detail's name
   * @param value its text
   * @return a new exception
   */
  public ApiException with(String name, String value) {
    return with(name, new JsonPrimitive(value));
  }

  /** The same refusal with one more detail, a number. */
  public ApiException with(String name, Number value) {
    return with(name, new JsonPrimitive(value));
  }

  /** The same refusal with one more detail. */
  public ApiException with(String name, JsonElement value) {
    JsonObject more = details.deepCopy();
    more.add(name, value);
    return new ApiException(code, status, getMessage(), more);
  }

  /** The same refusal under another HTTP status, where the contract names one for the case. */
  public ApiException withStatus(int other) {
    return new ApiException(code, other, getMessage(), details);
  }

  /** What clients branch on. */
  public ErrorCode code() {
    return code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The details; empty when there is nothing to say. */
  public JsonObject details() {
    return details.deepCopy();
  }

  /** The envelope, {@code {"error":{code,message,details}}}, without empty details. */
  public JsonObject toJson() {
    JsonObject error = new JsonObject();
    error.addProperty("code", code.wire());
    error.addProperty("message", getMessage());
    if (!details.isEmpty()) {
      error.add("details", details.deepCopy());
    }
    JsonObject envelope = new JsonObject();
    envelope.add("error", error);
    return envelope;
  }
}
