package dev.coven.privacy;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Masks the secrets in one stream of bytes. What comes out is as long as what went in, and every
 * byte of a secret has become an asterisk; escape sequences inside of it stay. So offsets keep
 * their meaning, and full-screen programs do not shift.
 *
 * <p>How the stream is cut makes no difference to what comes out, as long as nothing is flushed
 * before its end. Not thread-safe.
 */
public final class StreamRedactor {
  /** How long text may be held back while nothing follows it, in nanoseconds. */
  public static final long MOST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Takes what is released. */
  @FunctionalInterface
  public interface Output {
    /**
     * Takes bytes, which may be overwritten once this returns.
     *
     * @param bytes where they are
     * @param offset the first
     * @param length how many, at least one
     * @throws InterruptedException when interrupted while waiting to get rid of them
     */
    void release(byte[] bytes, int offset, int length) throws InterruptedException;
  }

  private final Stage stages;
  private final LongSupplier nanoTime;
  private long lastNanos;

  StreamRedactor(Stage stages, LongSupplier nanoTime) {
    this.stages = stages;
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /**
   * Takes the next bytes of the stream, and releases all that cannot be part of a secret.
   *
   * @param bytes where they are; they are not changed
   * @param offset the first
   * @param length how many; zero is allowed
   * @param out is given what is released, in order; it must not call this redactor
   * @throws InterruptedException when {@code out} was interrupted; the stream has lost bytes then
   */
  public void accept(byte[] bytes, int offset, int length, Output out) throws InterruptedException {
    lastNanos = nanoTime.getAsLong();
    stages.accept(bytes, offset, length, out);
  }

  /** How many bytes are held back. */
  public int held() {
    return stages.held();
  }

  /**
   * Since when nothing has followed what is held back.
   *
   * @return a time as {@link System#nanoTime} gives it; of no meaning while nothing is held
   */
  public long heldSinceNanos() {
    return lastNanos;
  }

  /**
   * Whether something is held back and nothing has followed it for two seconds: then it is time to
   * {@link #flush}.
   *
   * @param nowNanos the time as {@link System#nanoTime} gives it
   */
  public boolean isOverdue(long nowNanos) {
    return held() > 0 && nowNanos - lastNanos >= MOST_SILENCE_NANOS;
  }

  /**
   * How long what is held back may still wait for what follows it.
   *
   * @return nanoseconds; 0 when it is overdue, negative while nothing is held
   */
  public long nanosLeft() {
    return held() == 0 ? -1 : Math.max(0, lastNanos + MOST_SILENCE_NANOS - nanoTime.getAsLong());
  }

  /**
   * Releases all that is held back, masked if it would be a secret as it stands. The stream may go
   * on: what follows is still masked if the whole turns out to be a secret.
   *
   * @param out is given what is released
   * @throws InterruptedException when {@code out} was interrupted; the stream has lost bytes then
   */
  public void flush(Output out) throws InterruptedException {
    stages.flush(out);
  }
}
