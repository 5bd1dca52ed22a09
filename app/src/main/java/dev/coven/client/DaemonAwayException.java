package dev.coven.client;

import java.time.Duration;

/** A daemon that was there went away and did not come back while somebody waited for it. */
public final class DaemonAwayException extends DaemonException {
  private static final long serialVersionUID = 1L;

  DaemonAwayException(Duration waited, Exception last) {
    super(
        "The daemon did not come back within "
            + waited.toSeconds()
            + " s: it "
            + (last instanceof DaemonUnreachableException ? "is not running" : "does not answer")
            + ".",
        last instanceof DaemonUnreachableException ? "coven daemon start" : "coven daemon status",
        last);
  }
}
