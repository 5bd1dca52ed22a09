package dev.coven.contract;

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
}
