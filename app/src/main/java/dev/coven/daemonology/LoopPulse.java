package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The pulse of a loop that one thread runs. The loop says what it turns to: work, which shows
 * progress again soon; a wait for something that has a name and an end; or rest, until there is
 * work. What the loop turned to last holds until it turns to something else.
 */
public final class LoopPulse implements Pulse {
  private final String part;
  private final LongSupplier nanoTime;
  private volatile Turn turn;

  /** What the loop does, from a moment on, for so long at the most; no limit when it rests. */
  private record Turn(String doing, long from, Optional<Duration> atMost, Thread thread) {}

  /**
   * The pulse of a loop that has not begun; until then it rests.
   *
   * @param part see {@link #part}
   */
  public LoopPulse(String part) {
    this(part, System::nanoTime);
  }

  /**
   * A pulse on another clock than the system's monotonic one.
   *
   * @param part see {@link #part}
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public LoopPulse(String part, LongSupplier nanoTime) {
    this.part = requireNonNull(part, "part");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
    rest();
  }

  /**
   * The loop works; it shows progress again within {@link Pulse#PATIENCE}.
   *
   * @param doing at what, for messages
   */
  public void work(String doing) {
    turn(doing, Optional.of(PATIENCE));
  }

  /**
   * The loop turns to something that may rightly take longer, such as a disk.
   *
   * @param what what it waits for, for messages
   * @param atMost after this long it counts as standing still
   */
  public void await(String what, Duration atMost) {
    turn(what, Optional.of(atMost));
  }

  /** The loop has nothing to do, and waits for work as long as it takes. */
  public void rest() {
    turn("rests", Optional.empty());
  }

  private void turn(String doing, Optional<Duration> atMost) {
    turn = new Turn(doing, nanoTime.getAsLong(), atMost, Thread.currentThread());
  }

  @Override
  public String part() {
    return part;
  }

  @Override
  public Optional<Stall> stall() {
    Turn now = turn;
    Duration since = Duration.ofNanos(nanoTime.getAsLong() - now.from());
    return now.atMost()
        .filter(limit -> since.compareTo(limit) > 0)
        .map(limit -> new Stall(part, now.doing(), since, Optional.of(now.thread())));
  }
}
