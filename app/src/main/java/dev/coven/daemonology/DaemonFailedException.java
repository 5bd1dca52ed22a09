package dev.coven.daemonology;

import java.io.Serial;

/** Thrown to whoever waited for a status of a daemon that failed before it got there. */
public final class DaemonFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String daemon;

  /**
   * Names the daemon and its failure.
   *
   * @param daemon the daemon that failed; where a {@link Composition} was waited for, its part
   * @param cause the daemon's first failure
   */
  public DaemonFailedException(String daemon, Throwable cause) {
    super(daemon + " failed: " + cause, cause);
    this.daemon = daemon;
  }

  /** The name of the daemon that failed. */
  public String daemon() {
    return daemon;
  }
}
