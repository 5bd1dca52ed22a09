package dev.coven.client;

import java.time.Duration;

/** Something listens at the socket and does not answer in time. */
public final class DaemonSilentException extends DaemonException {
  private static final long serialVersionUID = 1L;

  DaemonSilentException(Duration waited) {
    super(
        "The daemon does not answer (waited " + waited.toSeconds() + " s).",
        "coven daemon status",
        null);
  }
}
