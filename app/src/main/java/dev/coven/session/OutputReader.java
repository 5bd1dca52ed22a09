package dev.coven.session;

import dev.coven.ledger.OutputLane;
import dev.coven.ledger.Utf8;
import java.io.IOException;
import java.io.InputStream;

/** Carries what a harness prints into the ledger, until it ends. */
final class OutputReader {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream output;
  private final OutputLane lane;
  private volatile long waitingSince;

  OutputReader(InputStream output, OutputLane lane) {
    this.output = output;
    this.lane = lane;
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

  private int read(byte[] buffer, int held) {
    waitingSince = System.nanoTime();
    try {
      return output.read(buffer, held, buffer.length - held);
    } catch (IOException e) {
      // Linux answers EIO once the last process has closed the terminal: its way to say end.
      return -1;
    } finally {
      waitingSince = 0;
    }
  }
}
