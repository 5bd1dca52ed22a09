package dev.coven.session;

import dev.coven.ledger.OutputLane;
import dev.coven.ledger.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Carries what a harness prints into the ledger, until it ends. */
final class OutputReader {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** A terminal that everybody closed is looked at again after this, then after twice as long. */
  private static final long FIRST_LOOK_MILLIS = 1;

  private static final long LONGEST_LOOK_MILLIS = 50;

  private final InputStream output;
  private final OutputLane lane;
  private final BooleanSupplier harnessLives;
  private volatile long waitingSince;

  OutputReader(InputStream output, OutputLane lane, BooleanSupplier harnessLives) {
    this.output = output;
    this.lane = lane;
    this.harnessLives = harnessLives;
  }

  /**
   * Reads to the end. The bytes of a character that is not complete yet wait for the next read, so
   * that no event holds half of one.
   *
   * @throws InterruptedException when interrupted while the ledger holds it back
   */
  void run() throws InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int held = 0;
    int count = read(buffer, held);
    while (count >= 0) {
      int available = held + count;
      int complete = Utf8.completeLength(buffer, 0, available);
      lane.append(buffer, 0, complete);
      held = available - complete;
      System.arraycopy(buffer, complete, buffer, 0, held);
      count = read(buffer, held);
    }
    lane.append(buffer, 0, held);
  }

  /**
   * Whether nothing was printed for a while. False while the ledger holds the reader back: then
   * there is output that has not been taken yet.
   *
   * @param nanos the while
   */
  boolean isQuietFor(long nanos) {
    long since = waitingSince;
    return since != 0 && System.nanoTime() - since >= nanos;
  }

  private int read(byte[] buffer, int held) throws InterruptedException {
    waitingSince = System.nanoTime();
    long pause = FIRST_LOOK_MILLIS;
    try {
      while (true) {
        boolean mayReopen = harnessLives.getAsBoolean();
        try {
          return output.read(buffer, held, buffer.length - held);
        } catch (IOException e) {
          // Linux answers EIO while no process has the terminal open. That is the end once the
          // harness is gone; one that lives may open /dev/tty again, and would hang if nobody read.
          if (!mayReopen) {
            return -1;
          }
          TimeUnit.MILLISECONDS.sleep(pause);
          pause = Math.min(pause * 2, LONGEST_LOOK_MILLIS);
        }
      }
    } finally {
      waitingSince = 0;
    }
  }
}
