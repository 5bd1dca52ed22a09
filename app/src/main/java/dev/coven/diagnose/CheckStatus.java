package dev.coven.diagnose;

import java.util.Locale;

/** How a check came out. */
public enum CheckStatus {
  /** All is well. */
  PASS,
  /** It works, and somebody should know. */
  WARN,
  /** Something does not work, or is about to. */
  FAIL;

  /** The word in JSON. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
