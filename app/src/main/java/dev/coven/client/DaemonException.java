package dev.coven.client;

import java.io.IOException;
import java.util.Optional;

/** The daemon could not be asked, or what answered is not a daemon that this program can use. */
public abstract sealed class DaemonException extends IOException
    permits DaemonUnreachableException,
        DaemonSilentException,
        UnusableDaemonException,
        ConnectionLostException,
        OutcomeUnknownException,
        DaemonAwayException {
  private static final long serialVersionUID = 1L;

  private final String next;

  DaemonException(String message, String next, Throwable cause) {
    super(message, cause);
    this.next = next;
  }

  /** The command to run next, without quotes; empty when none helps. */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }
}
