package dev.coven.supervise;

import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of what a program writes to one of its outputs. It is read while the program runs, or the
 * program would stop at a full pipe; a program that writes without end costs no more memory than
 * this.
 */
final class OutputTail {
  static final int CAPACITY = 256 * 1024;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final byte[] ring = new byte[CAPACITY];
  private long written;
  private boolean broken;

  private OutputTail() {}

  /**
   * Begins to read.
   *
   * @param in what is read to its end, on a thread of its own
   * @param name the thread's
   */
  static OutputTail follow(InputStream in, String name) {
    OutputTail tail = new OutputTail();
    // A platform thread: a read from a pipe would pin a carrier for as long as the program runs.
    Thread.ofPlatform().daemon().name(name).start(() -> tail.read(in));
    return tail;
  }

  private void read(InputStream in) {
    byte[] chunk = new byte[8192];
    try (in) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        append(chunk, n);
      }
    } catch (IOException e) {
      // The end of a killed program's pipe. What came before is kept, and known to be a part.
      markBroken();
    } finally {
      ended.countDown();
    }
  }

  private synchronized void append(byte[] chunk, int length) {
    int at = (int) (written % CAPACITY);
    int first = Math.min(length, CAPACITY - at);
    System.arraycopy(chunk, 0, ring, at, first);
    System.arraycopy(chunk, first, ring, 0, length - first);
    written += length;
  }

  private synchronized void markBroken() {
    broken = true;
  }

  /** Waits until everybody has closed the output, but not longer than this. */
  void awaitEnd(Deadline deadline) throws InterruptedException {
    // In time or not: what the program itself wrote was in the pipe before it ended.
    var unused = ended.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether nothing that was written is missing at the front. */
  synchronized boolean isWhole() {
    return !broken && written <= CAPACITY;
  }

  /** What was read last, malformed UTF-8 replaced. */
  synchronized String text() {
    int length = (int) Math.min(written, CAPACITY);
    int at = (int) ((written - length) % CAPACITY);
    byte[] bytes = new byte[length];
    int first = Math.min(length, CAPACITY - at);
    System.arraycopy(ring, at, bytes, 0, first);
    System.arraycopy(ring, 0, bytes, first, length - first);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
