package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that stands still and should not.
 *
 * @param part the name of the part that stands
 * @param doing what it was at when it was last seen to move, for example {@code commits}
 * @param since how long ago that was
 * @param thread the thread that stands, where it is known
 */
public record Stall(String part, String doing, Duration since, Optional<Thread> thread) {
  public Stall {
    requireNonNull(part, "part");
    requireNonNull(doing, "doing");
    requireNonNull(since, "since");
    requireNonNull(thread, "thread");
  }

  /** For health and the log, for example {@code stands still for 12 s: commits}. */
  public String message() {
    return "stands still for " + since.toSeconds() + " s: " + doing;
  }
}
