package dev.coven.contract;

import java.util.Arrays;
import java.util.Optional;

/** The error codes of the contract, each with the HTTP status that it usually travels with. */
public enum ErrorCode {
  NOT_FOUND("not_found", 404),
  INVALID_REQUEST("invalid_request", 400),
  FORBIDDEN("forbidden", 403),
  SESSION_NOT_FOUND("session_not_found", 404),
  SESSION_NOT_LIVE("session_not_live", 409),
  SESSION_LIVE("session_live", 409),
  SESSION_ID_CONFLICT("session_id_conflict", 409),
  NOT_EXTERNAL_SESSION("not_external_session", 422),
  EXTERNAL_SESSION_NOT_KILLABLE("external_session_not_killable", 422),
  HARNESS_NOT_FOUND("harness_not_found", 404),
  LAUNCH_FAILED("launch_failed", 500),
  SEND_INPUT_FAILED("send_input_failed", 500),
  KILL_FAILED("kill_failed", 500),
  RUNTIME_UNAVAILABLE("runtime_unavailable", 503),
  EVENT_RESPONSE_TOO_LARGE("event_response_too_large", 413),
  DAEMON_IDENTITY_MISMATCH("daemon_identity_mismatch", 409),
  INTERNAL_ERROR("internal_error", 500);

  private final String wire;
  private final int status;

  ErrorCode(String wire, int status) {
    this.wire = wire;
    this.status = status;
  }

  /**
   * Finds the code for a word from the wire.
   *
   * @param wire what stood in {@code error.code}
   * @return the code, or empty for a word that this build does not know
   */
  public static Optional<ErrorCode> of(String wire) {
    return Arrays.stream(values()).filter(code -> code.wire.equals(wire)).findFirst();
  }

  /** The word on the wire. */
  public String wire() {
    return wire;
  }

  /** The HTTP status that this code has unless the contract names another for the case. */
  public int status() {
    return status;
  }
}
