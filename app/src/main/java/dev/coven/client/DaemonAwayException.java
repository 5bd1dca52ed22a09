package dev.coven.client;

import java.time.Duration;

/** A daemon that was there went away and did not come back while somebody waited for it. */
public final class DaemonAwayException extends DaemonException {
  private static final long serialVersionUID = 1L;

  DaemonAwayException(Duration waited, Exception last) {
    super(
        last instanceof DaemonUnreachableException
            ? "The daemon did not come back within " + waited.toSeconds() + " s: it is not running."
            : "The daemon does not answer (waited " + waited.toSeconds() + " s).",
        last instanceof DaemonUnreachableException ? "coven daemon start" : "coven daemon status",
        last);
  }
}
