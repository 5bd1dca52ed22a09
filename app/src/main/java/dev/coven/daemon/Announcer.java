package dev.coven.daemon;

import dev.coven.privacy.Printable;
import java.io.PrintStream;
import org.tinylog.Logger;

/**
 * Says what whoever runs the daemon must not miss: on stderr, and in the log as soon as that is
 * open. Under systemd stderr is the journal, and the log writes there itself.
 *
 * <p>No class that logs may be loaded before the log is open; this one is careful about it.
 */
final class Announcer {
  private final PrintStream stderr;
  private final boolean journal;
  private volatile boolean logOpen;

  /**
   * An announcer of a process whose log is not open yet.
   *
   * @param stderr where to print
   * @param journal whether what is printed there goes into systemd's journal
   */
  Announcer(PrintStream stderr, boolean journal) {
    this.stderr = stderr;
    this.journal = journal;
  }

  /** The log is open from now on. */
  void logIsOpen() {
    logOpen = true;
  }

  /** The log is closed from now on. */
  void logIsClosed() {
    logOpen = false;
  }

  /** Something for the log alone. */
  void note(String message) {
    if (logOpen) {
      Logger.tag("daemon").info(Printable.line(message));
    }
  }

  /** Something is wrong that does not end the daemon. */
  void warn(String message) {
    if (logOpen) {
      Logger.tag("daemon").warn(Printable.line(message));
    }
    print(JournalWriter.WARNING, message);
  }

  /** The daemon cannot go on. */
  void error(String message) {
    if (logOpen) {
      Logger.tag("daemon").error(Printable.line(message));
    }
    print(JournalWriter.ERROR, message);
  }

  /**
   * The daemon cannot go on.
   *
   * @param message says that
   * @param cause why; shown in the message, and in the log with where it was thrown
   */
  void error(String message, Throwable cause) {
    if (logOpen) {
      Logger.tag("daemon").error(cause, Printable.line(message));
    }
    print(JournalWriter.ERROR, message + ": " + cause);
  }

  private void print(String level, String message) {
    if (!journal) {
      stderr.println("coven: " + Printable.line(message));
    } else if (!logOpen) {
      stderr.print(JournalWriter.prefixed(level, Printable.line(message)));
    }
    // Else the log has written it there.
  }
}
