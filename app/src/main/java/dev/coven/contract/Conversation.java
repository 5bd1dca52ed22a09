package dev.coven.contract;

/**
 * A conversation that the harness itself keeps.
 *
 * @param mode begin it, or go on with it
 * @param id its name, 1 to 128 of {@code [A-Za-z0-9._:-]}
 */
public record Conversation(Mode mode, String id) {
  /** Whether the conversation begins or goes on. */
  public enum Mode {
    INIT,
    RESUME;

    /** The word on the wire. */
    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
