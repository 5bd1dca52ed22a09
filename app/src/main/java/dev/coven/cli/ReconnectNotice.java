package dev.coven.cli;

import dev.coven.client.DaemonAwayException;
import dev.coven.client.ReconnectListener;
import dev.coven.privacy.Printable;

/** Tells people once that the daemon is away, and knows whether it still is. */
final class ReconnectNotice implements ReconnectListener {
  private final Voice voice;
  private volatile String before = "";
  private volatile String after = System.lineSeparator();
  private volatile boolean away;

  /** A notice on standard error. */
  ReconnectNotice(Voice voice) {
    this.voice = voice;
  }

  /**
   * From now on output is a raw terminal: a line break needs its return, and a line a fresh one.
   */
  void onRawTerminal() {
    before = "\r\n";
    after = "\r\n";
  }

  /** Whether the daemon is away. */
  boolean isAway() {
    return away;
  }

  @Override
  public void reconnecting() {
    away = true;
    voice.io().err().print(before + "coven: Reconnecting to the daemon…" + after);
  }

  @Override
  public void reconnected() {
    away = false;
  }

  /**
   * Says that the daemon was waited for in vain, and what to do.
   *
   * @param away what the waiting ended with
   * @param id the session's full id
   * @return the exit code
   */
  int giveUp(DaemonAwayException away, String id) {
    String first = away.next().map(next -> next + ", then: ").orElse("");
    voice.say(away.getMessage(), first + "coven attach " + Printable.line(id));
    return ExitCode.COVEN_FAILED;
  }
}
