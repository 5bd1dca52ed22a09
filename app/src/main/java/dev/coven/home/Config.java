package dev.coven.home;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code config.toml} says, checked and complete: what it does not mention has its default.
 *
 * @param sessions limits of sessions
 * @param retention what may be forgotten, and when
 * @param redaction what else is a secret
 */
public record Config(Sessions sessions, Retention retention, Redaction redaction) {
  /** What holds without a file. */
  public static final Config DEFAULT = new Config(Sessions.DEFAULT, Retention.NONE, Redaction.NONE);

  /**
   * Limits of sessions.
   *
   * @param maxLive how many may be live at once
   */
  public record Sessions(int maxLive) {
    /** Under systemd a session takes four of the 1024 descriptors that a service may store. */
    public static final int MOST = 250;

    static final Sessions DEFAULT = new Sessions(200);
  }

  /**
   * What may be forgotten of sessions that are final. Nothing is, unless a window is set.
   *
   * @param events how long after its end a session keeps its events; its row and its last event
   *     stay
   * @param sessions how long after its end a session is kept at all
   * @param maxBytes what events may take on disk, in bytes; beyond that the sessions that ended
   *     first lose theirs
   */
  public record Retention(
      Optional<Duration> events, Optional<Duration> sessions, OptionalLong maxBytes) {
    /** Everything is kept. */
    public static final Retention NONE =
        new Retention(Optional.empty(), Optional.empty(), OptionalLong.empty());

    /** Whether anything may be forgotten. */
    public boolean isSet() {
      return events.isPresent() || sessions.isPresent() || maxBytes.isPresent();
    }
  }

  /**
   * What else is a secret, beside the shapes that Coven knows.
   *
   * @param patterns regular expressions, each of which compiles on the engine that runs them
   */
  public record Redaction(List<String> patterns) {
    static final Redaction NONE = new Redaction(List.of());
  }
}
