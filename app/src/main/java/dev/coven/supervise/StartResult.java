package dev.coven.supervise;

import dev.coven.contract.Health;
import java.util.List;

/** How a start succeeded. */
public sealed interface StartResult {
  /** A daemon runs and has answered. */
  sealed interface Running extends StartResult {
    /** What it says of itself; it may be degraded. */
    Health health();
  }

  /**
   * There was one already.
   *
   * @param health what it says of itself; it may be degraded
   * @param notes what a person should know, each a sentence, safe to print
   */
  record AlreadyRunning(Health health, List<String> notes) implements Running {}

  /**
   * There is one now, of this start.
   *
   * @param health what it says of itself
   * @param notes what a person should know, each a sentence, safe to print
   */
  record Started(Health health, List<String> notes) implements Running {}

  /**
   * The service manager was asked to start one; nobody waited for it.
   *
   * @param supervisor who was asked
   * @param notes what a person should know, each a sentence, safe to print
   */
  record Asked(String supervisor, List<String> notes) implements StartResult {}

  /** What a person should know, each a sentence, safe to print. */
  List<String> notes();
}
