package dev.coven.contract;

/** The names and limits of the contract that both sides must spell alike. */
public final class Api {
  /** The contract that health announces and that clients require, to the letter. */
  public static final String VERSION = "coven.daemon.v1";

  /** The route family in front of every path. */
  public static final String ROUTE_FAMILY = "v1";

  /** The prefix of versioned routes. */
  public static final String PREFIX = "/api/" + ROUTE_FAMILY;

  /** The largest request or response body, in bytes; only event streams are longer. */
  public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** The largest number of events, or of sessions, in one page. */
  public static final int MAX_PAGE = 1000;

  /** The largest number of bytes of terminal output in one event. */
  public static final int MAX_OUTPUT_EVENT_BYTES = 64 * 1024;

  private Api() {}
}
