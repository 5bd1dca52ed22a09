package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.StorageHealth;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Looks at the ledger's storage once a second, so that health answers without touching the disk.
 */
public final class StorageSampler extends ContractDaemon {
  /** Above this the ledger is worth a word, in bytes. */
  private static final long LARGE_DATABASE = 5_000_000_000L;

  /** A log this long means that somebody has read in one transaction for long, in bytes. */
  private static final long LARGE_WAL = 1L << 30;

  /** The share of the file system below which space is short. */
  private static final double SHORT_SPACE = 0.10;

  /**
   * How long a look may take before it counts as standing still: 10 s for a reader of the ledger, 5
   * s for a lock on it, the rest for disks that are slow.
   */
  private static final Duration DISK_LIMIT = Duration.ofSeconds(60);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Ledger ledger;
  private final EventWriter writer;
  private final BooleanSupplier maintenanceBlocked;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coven-storage-sampler").daemon().factory());
  private final LoopPulse pulse = new LoopPulse("storage");
  private volatile StorageHealth latest;
  private boolean unreadable;
  private boolean logIsLong;

  /**
   * A sampler of a ledger that is opened before this starts.
   *
   * @param ledger the ledger
   * @param writer its writer
   * @param maintenanceBlocked whether something is to be pruned and cannot be
   * @param clock gives samples their time
   */
  public StorageSampler(
      Ledger ledger, EventWriter writer, BooleanSupplier maintenanceBlocked, InstantSource clock) {
    super("storage", clock);
    this.ledger = ledger;
    this.writer = writer;
    this.maintenanceBlocked = maintenanceBlocked;
    this.clock = clock;
  }

  /** The newest sample. */
  public StorageHealth latest() {
    return latest;
  }

  /** Shows whether looks are taken. */
  public Pulse pulse() {
    return pulse;
  }

  @Override
  protected void onStart() throws IOException, SQLException {
    latest = sample();
    timer.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    timer.shutdown();
    if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a look at the ledger's storage did not end");
    }
  }

  private void refresh() {
    pulse.await("looks at the disk", DISK_LIMIT);
    try {
      ledger.requirePresent();
      latest = sample();
      unreadable = false;
    } catch (IOException | SQLException e) {
      // The last sample stays; said once, since this comes round every second.
      if (!unreadable) {
        LOG.warn(LogLine.of("ledger's storage cannot be examined").with("cause", e));
      }
      unreadable = true;
    } catch (LedgerGoneException e) {
      fail(e);
      timer.shutdown();
    } catch (Throwable e) {
      fail(e);
      throw e;
    } finally {
      pulse.work("waits for its next look");
    }
  }

  private StorageHealth sample() throws IOException, SQLException {
    Path path = ledger.path();
    var store = Files.getFileStore(path);
    long databaseBytes = Files.size(path);
    long walBytes = Files.exists(ledger.wal()) ? Files.size(ledger.wal()) : 0;
    warnOfLongLog(walBytes);
    long free = store.getUsableSpace();
    EventWriterHealth figures = writer.health();
    StorageHealth.Status status = StorageHealth.Status.OK;
    if (figures.state() == EventWriterHealth.State.FAILED) {
      status = StorageHealth.Status.CRITICAL;
    } else if (databaseBytes > LARGE_DATABASE
        || walBytes > LARGE_WAL
        || free < store.getTotalSpace() * SHORT_SPACE) {
      status = StorageHealth.Status.DEGRADED;
    }
    return new StorageHealth(
        status,
        databaseBytes,
        walBytes,
        ledger.read(LedgerReader::oldestEventAt).orElse(null),
        ledger.read(LedgerReader::lastPruneAt).orElse(null),
        writer.lastCheckpointAt().orElse(null),
        clock.instant(),
        figures.queuedEvents(),
        figures.queuedBytes(),
        free,
        maintenanceBlocked.getAsBoolean());
  }

  /** Said once each time: whoever pins the log is another program, and only its user can end it. */
  private void warnOfLongLog(long walBytes) {
    boolean before = logIsLong;
    logIsLong = walBytes > LARGE_WAL;
    if (logIsLong && !before) {
      LOG.warn(
          LogLine.of("write-ahead log is long: a program reads the ledger and does not end")
              .with("bytes", walBytes)
              .with("see", "fuser " + ledger.path()));
    }
  }
}
