package dev.coven.daemon;

import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.Pulse;
import dev.coven.daemonology.Stall;
import dev.coven.privacy.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Feels the pulse of every part again and again, and tells its master how the daemon does. A part
 * that stands still is named in the log, with what its thread is at, and in health.
 */
final class Watchdog extends ContractDaemon {
  /**
   * How long the report of a stall may take. What stands still may be the disk, and then a line for
   * the log never gets there.
   */
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(2);

  private static final TaggedLogger LOG = Logger.tag("daemon");

  private final List<Pulse> pulses;
  private final Duration interval;
  private final Master master;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Thread thread;
  private volatile List<Stall> stalls = List.of();

  /** Whom the watchdog tells, after each look. */
  interface Master {
    /** Everything moves. */
    void alive();

    /**
     * Something stands still.
     *
     * @param stalls what, never empty
     */
    void stalled(List<Stall> stalls);
  }

  /**
   * A watchdog over parts that start before it and end after it.
   *
   * @param pulses the pulses to feel
   * @param interval how often
   * @param master whom to tell
   */
  Watchdog(List<Pulse> pulses, Duration interval, Master master) {
    super("watchdog");
    this.pulses = List.copyOf(pulses);
    this.interval = interval;
    this.master = master;
  }

  /** What stood still at the last look. */
  List<Stall> stalls() {
    return stalls;
  }

  @Override
  protected void onStart() {
    look();
    thread = Thread.ofPlatform().name("coven-watchdog").daemon().start(this::run);
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    ended.countDown();
    thread.join();
  }

  private void run() {
    try {
      while (!ended.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Feels every pulse once. */
  void look() {
    List<Stall> before = stalls;
    List<Stall> now = pulses.stream().map(Pulse::stall).flatMap(Optional::stream).toList();
    stalls = now;
    now.stream().filter(stall -> isNew(stall, before)).forEach(Watchdog::report);
    if (now.isEmpty()) {
      if (!before.isEmpty()) {
        LOG.warn(LogLine.of("everything moves again"));
      }
      master.alive();
    } else {
      master.stalled(now);
    }
  }

  private static boolean isNew(Stall stall, List<Stall> before) {
    return before.stream()
        .noneMatch(b -> b.part().equals(stall.part()) && b.doing().equals(stall.doing()));
  }

  private static void report(Stall stall) {
    String line =
        LogLine.of("a part stands still")
            .with("part", stall.part())
            .with("doing", stall.doing())
            .with("seconds", stall.since().toSeconds())
            .toString();
    Thread reporter =
        Thread.ofPlatform()
            .name("coven-watchdog-report")
            .daemon()
            .start(
                () ->
                    LOG.error(
                        line + stall.thread().map(ThreadDump::of).orElseGet(ThreadDump::ofAll)));
    try {
      reporter.join(REPORT_LIMIT);
    } catch (InterruptedException e) {
      // Nobody interrupts the watchdog; who does wants it to end, and its wait will see it.
      Thread.currentThread().interrupt();
    }
  }
}
