package dev.coven.contract;

import java.util.Arrays;
import java.util.Optional;

/** Who a session is meant for; recorded for clients, the daemon serves one user only. */
public enum Visibility {
  PRIVATE,
  WORKSPACE,
  SHARED;

  /** The word on the wire. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The visibility for a word from the wire; empty for an unknown one. */
  public static Optional<Visibility> of(String wire) {
    return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
  }
}
