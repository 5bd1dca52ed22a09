package dev.coven.update;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Bytes that must all come within a time: a server that sends one a minute keeps nobody. */
final class TimedInput extends FilterInputStream {
  private final CompletableFuture<Void> end;
  private volatile boolean late;

  TimedInput(InputStream in, Duration limit) {
    super(in);
    end =
        CompletableFuture.runAsync(
            this::cut, CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** A read that waits then fails. */
  private void cut() {
    late = true;
    try {
      in.close();
    } catch (IOException e) {
      // Closed is what it is to be; the reader is told that it is late.
      return;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int count = super.read(bytes, offset, length);
      if (late) {
        throw new IOException("closed");
      }
      return count;
    } catch (IOException e) {
      throw late ? new IOException("it takes too long", e) : e;
    }
  }

  @Override
  public void close() throws IOException {
    end.cancel(false);
    super.close();
  }
}
