package dev.coven.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells that this process reads, while SQLite does something that tells nothing itself: after a
 * crash it reads the whole write-ahead log before its first statement begins. A process that waits
 * for a lock or for a disk reads nothing, so then nothing is told.
 *
 * <p>The source is {@code rchar} of {@code /proc/self/io}, see proc_pid_io(5); where there is none,
 * as on a Mac, nothing is told either, and nobody asks: only systemd wants to know.
 */
final class ReadingProgress implements AutoCloseable {
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final String READ = "rchar:";

  private static final long LOOK_EVERY_MILLIS = 500;

  /** Less may have been read by anything, such as the virtual machine loading a class. */
  private static final long BYTES_WORTH_TELLING = 4L * 1024 * 1024;

  private final Runnable progress;
  private final Path counters;
  private final long lookEveryMillis;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  ReadingProgress(Path counters, long lookEveryMillis, Runnable progress) {
    this.counters = counters;
    this.lookEveryMillis = lookEveryMillis;
    this.progress = progress;
    this.thread = Thread.ofPlatform().name("coven-ledger-opening").daemon().start(this::run);
  }

  /**
   * Begins to watch.
   *
   * @param progress called on a thread of its own, twice a second at the most, each time more was
   *     read
   * @return ends it
   */
  static ReadingProgress follow(Runnable progress) {
    return new ReadingProgress(COUNTERS, LOOK_EVERY_MILLIS, progress);
  }

  /** After this returns, nothing is told any more. */
  @Override
  public void close() {
    ended.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      long told = bytesRead();
      while (!ended.await(lookEveryMillis, TimeUnit.MILLISECONDS)) {
        long now = bytesRead();
        if (now - told >= BYTES_WORTH_TELLING) {
          told = now;
          progress.run();
        }
      }
    } catch (IOException notTold) {
      // A system without these counters: then the start has its usual time and no more.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long bytesRead() throws IOException {
    for (String line : Files.readAllLines(counters, StandardCharsets.US_ASCII)) {
      if (line.startsWith(READ)) {
        return Long.parseLong(line.substring(READ.length()).strip());
      }
    }
    throw new IOException(counters + " does not tell " + READ);
  }
}
