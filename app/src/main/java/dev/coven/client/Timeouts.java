package dev.coven.client;

import java.time.Duration;

/** How long this side waits. */
public final class Timeouts {
  /** Health is answered from memory: a daemon that needs longer does not answer. */
  public static final Duration PROBE = Duration.ofSeconds(3);

  /** A request that starts a harness or reads a large page. */
  public static final Duration REQUEST = Duration.ofSeconds(30);

  /**
   * How long somebody who follows a session waits for a daemon that went away: a drain of 10 s, a
   * start that systemd gives 20 s, and most that a loaded machine adds, pass within it.
   */
  public static final Duration RETURN = Duration.ofSeconds(30);

  /** How long a stream may say nothing: its daemon gives a sign of life every 15 s. */
  public static final Duration SILENCE = Duration.ofSeconds(40);

  /** How long a daemon may be away before that is worth a word. */
  public static final Duration NOTICE = Duration.ofSeconds(1);

  private Timeouts() {}
}
