package dev.coven.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The terminal while it belongs to a harness: every key passes as it is, nothing is echoed here.
 * Whatever ends this process, the terminal is put back, but for KILL.
 */
final class RawTerminal implements AutoCloseable {
  /**
   * Undoes what a harness may have left on: colours, hidden cursor, no wrap, cursor keys, keypad,
   * pasting, mouse and focus reports, scroll region, line drawing, alternate screen. Resetting the
   * region and leaving the alternate screen move the cursor, so it is saved before each.
   */
  static final String RESET =
      "\u001b[0m\u001b[?25h\u001b[?7h\u001b[?1l\u001b>\u001b[?2004l"
          + "\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1006l"
          + "\u001b7\u001b[r\u001b8\u001b(B\u000f\u001b7\u001b[?1049l";

  private final String saved;
  private final OutputStream out;
  private final boolean draws;
  private final Thread atExit;
  private boolean restored;

  private RawTerminal(String saved, OutputStream out, boolean draws) {
    this.saved = saved;
    this.out = out;
    this.draws = draws;
    this.atExit = new Thread(this::restore, "terminal-restore");
  }

  /**
   * Takes the terminal.
   *
   * @param out the terminal as output
   * @param draws whether it understands escape sequences
   * @throws IOException when its settings cannot be changed
   */
  static RawTerminal open(OutputStream out, boolean draws)
      throws IOException, InterruptedException {
    RawTerminal terminal = new RawTerminal(Stty.save(), out, draws);
    Runtime.getRuntime().addShutdownHook(terminal.atExit);
    Stty.set("raw", "-echo");
    return terminal;
  }

  private synchronized void restore() {
    if (restored) {
      return;
    }
    restored = true;
    try {
      if (draws) {
        out.write(RESET.getBytes(StandardCharsets.US_ASCII));
      }
      Stty.set(saved);
    } catch (IOException e) {
      // The terminal itself is gone, as after a hang-up: there is nothing left to put back.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException alreadyEnding) {
      // Then the hook runs, and finds its work done.
    }
  }
}
