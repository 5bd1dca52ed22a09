package dev.coven.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The terminal while it belongs to a harness: every key passes as it is, nothing is echoed here.
 * Once it is given back, nothing that the harness prints reaches it any more.
 */
final class RawTerminal implements AutoCloseable {
  /** Keeps the window's title, where the terminal has a stack of them (xterm's XTWINOPS). */
  private static final String KEEP_TITLE = "\u001b[22;0t";

  private static final String TITLE = "\u001b[23;0t";

  /**
   * Undoes what a harness may have left on. First the end of a sequence that was cut off (ST), and
   * of a frame that is held back; a soft reset (DECSTR), where there is one, which alone leaves
   * origin mode without moving the cursor; then colours, hidden cursor, its shape, inserting,
   * reverse video, no wrap, cursor keys, keypad, pasting, and everything that makes a terminal
   * report: mouse, focus, colours, sizes.
   */
  private static final String MODES =
      "\u001b\\\u001b[?2026l\u001b[!p\u001b[0m\u001b[?25h\u001b[0 q\u001b[4l\u001b[?5l\u001b[?7h"
          + "\u001b[?1l\u001b>\u001b[?2004l"
          + "\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l\u001b[?1006l"
          + "\u001b[?1015l\u001b[?1016l\u001b[?2031l\u001b[?2048l";

  /** Keys as they always were: xterm's modifyOtherKeys and kitty's protocol off. */
  private static final String KEYS = "\u001b[>4;0m\u001b[=0u";

  /**
   * Scroll region, line drawing and alternate screen. Resetting the first and leaving the last move
   * the cursor, so it is saved before each. Either screen has its own protocol for keys.
   */
  private static final String SCREEN =
      "\u001b7\u001b[r\u001b8\u001b(B\u000f" + KEYS + "\u001b7\u001b[?1049l" + KEYS;

  /** What {@link #close} writes to a terminal that was not taken. */
  static final String RESET = MODES + SCREEN;

  /** A terminal that takes nothing any more, as after Ctrl-S or over a dead connection. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final OutputStream out;
  private final boolean draws;
  private final ReentrantLock writing = new ReentrantLock();
  private String saved;
  private boolean returned;

  /**
   * A terminal; nothing is changed yet.
   *
   * @param out the terminal as output
   * @param draws whether it understands escape sequences
   */
  RawTerminal(OutputStream out, boolean draws) {
    this.out = out;
    this.draws = draws;
  }

  /**
   * Takes it.
   *
   * @throws IOException when its settings cannot be changed
   */
  void take() throws IOException, InterruptedException {
    writing.lock();
    try {
      if (!returned) {
        saved = Stty.save();
        Stty.set("raw", "-echo");
        write(KEEP_TITLE);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Where the harness's output goes: to the terminal until it is given back, then nowhere. */
  OutputStream output() {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writing.lock();
        try {
          if (!returned) {
            out.write(bytes, offset, length);
          }
        } finally {
          writing.unlock();
        }
      }

      @Override
      public void close() {
        // The terminal outlives the session.
      }
    };
  }

  /** Gives the terminal back as it was; whoever does so second waits for the first. */
  @Override
  public void close() {
    boolean locked = false;
    try {
      locked = writing.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!returned) {
        returned = true;
        restore();
      }
    } catch (IOException e) {
      // The terminal itself is gone, as after a hang-up: there is nothing left to put back.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (locked) {
        writing.unlock();
      }
    }
  }

  private void restore() throws IOException, InterruptedException {
    try {
      write(RESET + (saved == null ? "" : TITLE));
    } finally {
      if (saved != null) {
        Stty.set(saved);
      }
    }
  }

  private void write(String sequences) throws IOException {
    if (draws) {
      out.write(sequences.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
