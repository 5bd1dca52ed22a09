package dev.coven.contract;

/** The stable words of {@code details.reason}, for clients that branch on why a request failed. */
public enum Reason {
  CWD_OUTSIDE_ROOT,
  ROOT_NOT_FOUND,
  ROOT_NOT_DIRECTORY,
  CWD_NOT_FOUND,
  CWD_NOT_DIRECTORY,
  HARNESS_UNKNOWN,
  HARNESS_NOT_INSTALLED,
  ENVIRONMENT_INVALID,
  STDIN_CLOSED,
  NO_TERMINAL,
  USE_LIMIT,
  DRAINING,
  BODY_MALFORMED,
  FIELD_MISSING,
  FIELD_TYPE,
  FIELD_VALUE,
  BODY_TOO_LARGE;

  /** The word on the wire, lower case with underscores. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
