package dev.coven.handover;

import java.util.Locale;

/** How a daemon's process gives way to the next one. */
enum End {
  /** {@code coven daemon restart}. */
  RESTART,
  /** SIGTERM: a clean exit that nobody announced. */
  EXIT,
  /** SIGKILL. */
  KILL;

  /** For people and in results. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
