package dev.coven.contract;

/** What an event tells. */
public enum EventKind {
  /** What the harness printed. */
  OUTPUT,
  /** What was typed to it. */
  INPUT,
  /** The session ended; the last event of its kind and of its session. */
  EXIT,
  /** Somebody asked for its end. */
  KILL,
  /** A later daemon found it: orphaned, or adopted. */
  RECOVERY;

  /** The word on the wire. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
