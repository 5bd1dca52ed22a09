package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.home.Config;
import dev.coven.privacy.LogLine;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Forgets what the retention windows let go, a while after the start and then every hour. It writes
 * through the one writer, a small transaction at a time, so nobody is held up; where no window is
 * set it does nothing.
 */
public final class Retention extends ContractDaemon {
  /** Not at once: a start has clients that wait, and sessions to settle. */
  static final Duration FIRST = Duration.ofMinutes(1);

  /** Windows are days; an hour is soon enough. */
  static final Duration EVERY = Duration.ofHours(1);

  /** How long a look at the ledger may take: its own limits, and disks that are slow. */
  private static final Duration LOOK_LIMIT = Duration.ofSeconds(60);

  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Config.Retention windows;
  private final InstantSource clock;
  private final Duration first;
  private final Duration every;
  private final LoopPulse pulse = new LoopPulse("retention");
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coven-retention").daemon().factory());
  private volatile boolean running;
  private volatile boolean lastFailed;

  /**
   * Retention of a ledger that is opened, and has its writer, before this starts.
   *
   * @param ledger the ledger
   * @param writer its writer
   * @param windows what may be forgotten
   * @param clock says what is old
   */
  public Retention(
      Ledger ledger, EventWriter writer, Config.Retention windows, InstantSource clock) {
    this(ledger, writer, windows, clock, FIRST, EVERY);
  }

  /**
   * Retention at other times than the usual ones.
   *
   * @param ledger the ledger
   * @param writer its writer
   * @param windows what may be forgotten
   * @param clock says what is old
   * @param first how long after the start it prunes first
   * @param every how long after a prune the next one begins
   */
  public Retention(
      Ledger ledger,
      EventWriter writer,
      Config.Retention windows,
      InstantSource clock,
      Duration first,
      Duration every) {
    super("retention", clock);
    this.ledger = ledger;
    this.writer = writer;
    this.windows = windows;
    this.clock = clock;
    this.first = first;
    this.every = every;
  }

  /** Shows whether it gets on. While it waits for the writer it rests: that has its own pulse. */
  public Pulse pulse() {
    return pulse;
  }

  /**
   * Whether something is to be forgotten and cannot be: the last prune failed, or one waits for a
   * ledger that cannot be written.
   */
  public boolean isBlocked() {
    return lastFailed || running && writer.health().state() == EventWriterHealth.State.FAILED;
  }

  @Override
  protected void onStart() {
    if (windows.isSet()) {
      timer.scheduleWithFixedDelay(
          this::prune, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    // In the middle of a prune: the next one goes on where this stops.
    timer.shutdownNow();
    if (!timer.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("a prune of the ledger did not end");
    }
  }

  private void prune() {
    running = true;
    try {
      PruneReport report = new Pruner(new ThroughTheWriter(), windows, clock, Progress.NONE).run();
      lastFailed = false;
      if (!report.isEmpty()) {
        LOG.info(
            LogLine.of("pruned")
                .with("sessions", report.sessions())
                .with("stripped", report.stripped())
                .with("events", report.events())
                .with("bytes", report.bytes()));
      }
    } catch (InterruptedException | WriterClosedException ending) {
      LOG.info(LogLine.of("prune ended before its time, the daemon stops"));
    } catch (SQLException e) {
      lastFailed = true;
      LOG.warn(LogLine.of("ledger could not be pruned, trying again").with("cause", e));
    } catch (Throwable e) {
      fail(e);
      throw e;
    } finally {
      running = false;
      pulse.rest();
    }
  }

  private final class ThroughTheWriter implements Pruner.Access {
    @Override
    public <T> T read(Ledger.Query<T> query) throws SQLException {
      pulse.await("looks for what may be forgotten", LOOK_LIMIT);
      return ledger.read(query);
    }

    @Override
    public <T> T write(StateChange<T> change) throws SQLException, InterruptedException {
      pulse.rest();
      return writer.commit(change);
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      pulse.rest();
      Thread.sleep(time);
    }
  }
}
