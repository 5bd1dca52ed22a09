package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.ledger.EventWriter;

/** Refusals that several of this package's parts have in common. */
final class Refusals {
  private Refusals() {}

  /** There is no session of this id. */
  static ApiException notFound(String id) {
    return ApiException.ofSession(ErrorCode.SESSION_NOT_FOUND, id, "No session with this id.");
  }

  /** Another session has the id that was to be given to one. */
  static ApiException taken(String id) {
    return ApiException.ofSession(
        ErrorCode.SESSION_ID_CONFLICT, id, "Another session has this id.");
  }

  /** The session has not ended. */
  static ApiException live(String id) {
    return ApiException.ofSession(
        ErrorCode.SESSION_LIVE, id, "The session is live; end it first, and wait for its end.");
  }

  /**
   * The ledger did not take a change in time, and never will.
   *
   * @param undone what was not done, without a full stop
   * @param writer knows why
   */
  static ApiException notInTime(String undone, EventWriter writer) {
    return new ApiException(
        ErrorCode.RUNTIME_UNAVAILABLE,
        undone + ": " + writer.trouble().orElse("the ledger could not be written in time") + ".");
  }
}
