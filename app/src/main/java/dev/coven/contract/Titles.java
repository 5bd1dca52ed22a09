package dev.coven.contract;

/** Titles of sessions: one line for people. */
final class Titles {
  /** In characters: lists hold a thousand titles, and a prompt may be one line of 4 MiB. */
  private static final int MOST = 256;

  private Titles() {}

  /** The text itself where it is short enough; else its beginning, and an ellipsis. */
  static String shortened(String whole) {
    int characters = whole.codePointCount(0, Math.min(whole.length(), 2 * MOST));
    return characters <= MOST && whole.length() <= 2 * MOST
        ? whole
        : whole.substring(0, whole.offsetByCodePoints(0, MOST - 1)) + "…";
  }
}
