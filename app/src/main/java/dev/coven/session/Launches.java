package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchRequest;
import dev.coven.daemonology.Deadline;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StoredSession;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets launches in: while the daemon takes any, as many as may be live, and each id once. */
final class Launches {
  private final Ledger ledger;
  private final Launcher launcher;
  private final LiveSessions live;
  private final int maxLive;
  private final ReentrantLock named = new ReentrantLock();

  /** A launch holds the read lock to its end, so that a shutdown sees every session there is. */
  private final ReadWriteLock launching = new ReentrantReadWriteLock();

  /** Launches that are not live yet: together with those that are, they are limited. */
  private final AtomicInteger starting = new AtomicInteger();

  private boolean accepting;
  private volatile boolean closed;

  /**
   * Launches, none of which is let in yet.
   *
   * @param ledger knows the sessions that there are
   * @param launcher launches
   * @param live gets what was launched
   * @param maxLive how many may be live at once
   */
  Launches(Ledger ledger, Launcher launcher, LiveSessions live, int maxLive) {
    this.ledger = ledger;
    this.launcher = launcher;
    this.live = live;
    this.maxLive = maxLive;
  }

  /** Lets launches in from now on. */
  void open() {
    setAccepting(true);
  }

  /** Lets no launch in any more, for good; waits for those that are in. */
  void close() {
    closed = true;
    setAccepting(false);
  }

  boolean isClosed() {
    return closed;
  }

  private void setAccepting(boolean value) {
    launching.writeLock().lock();
    try {
      accepting = value;
    } finally {
      launching.writeLock().unlock();
    }
  }

  /** As {@link Sessions#launch}. */
  Launched launch(LaunchRequest request) throws SQLException, InterruptedException {
    launching.readLock().lock();
    try {
      if (!accepting || closed) {
        throw Launcher.draining();
      }
      return launchOrRepeat(request);
    } finally {
      launching.readLock().unlock();
    }
  }

  private Launched launchOrRepeat(LaunchRequest request) throws SQLException, InterruptedException {
    Deadline deadline = Deadline.after(EventWriter.ANSWER_LIMIT);
    if (request.id() == null) {
      return launchNew(request, deadline);
    }
    // One at a time: a second request with the same id must find the first one's outcome.
    if (!named.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw launcher.notInTime();
    }
    try {
      if (closed) {
        throw Launcher.draining();
      }
      Optional<StoredSession> earlier = ledger.read(reader -> reader.session(request.id()));
      return earlier.isPresent() ? repeat(request, earlier.get()) : launchNew(request, deadline);
    } finally {
      named.unlock();
    }
  }

  private Launched launchNew(LaunchRequest request, Deadline deadline)
      throws SQLException, InterruptedException {
    try {
      if (starting.incrementAndGet() + live.count() > maxLive) {
        throw new ApiException(
            ErrorCode.RUNTIME_UNAVAILABLE,
            maxLive
                + " sessions are live, and that is the limit (max-live in config.toml)."
                + " End one, or try again when one has ended.");
      }
      LiveSession session = launcher.launch(request, RequestDigest.of(request), deadline);
      live.begin(session);
      return new Launched(session.record(), false);
    } finally {
      starting.decrementAndGet();
    }
  }

  private static Launched repeat(LaunchRequest request, StoredSession earlier) {
    if (!RequestDigest.of(request).equals(earlier.requestDigest())) {
      throw Refusals.taken(request.id());
    }
    return new Launched(earlier.record(), true);
  }
}
