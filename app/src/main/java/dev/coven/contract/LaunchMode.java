package dev.coven.contract;

import java.util.Arrays;
import java.util.Optional;

/** How a harness is run. */
public enum LaunchMode {
  /** On a terminal, open for input. */
  INTERACTIVE("interactive"),
  /** It answers the prompt and ends. */
  NON_INTERACTIVE("nonInteractive"),
  /** It reads and writes JSON lines. */
  STREAM("stream");

  private final String wire;

  LaunchMode(String wire) {
    this.wire = wire;
  }

  /** The word on the wire. */
  public String wire() {
    return wire;
  }

  /** The mode for a word from the wire; empty for an unknown one. */
  public static Optional<LaunchMode> of(String wire) {
    return Arrays.stream(values()).filter(mode -> mode.wire.equals(wire)).findFirst();
  }
}
