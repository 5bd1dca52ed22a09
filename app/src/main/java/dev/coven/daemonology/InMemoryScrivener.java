package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A journal that lives as long as the process. It is bounded: since every entry stays readable, a
 * writer without end would be a leak, and that shall show as an error at the writer.
 *
 * @param <E> the type of an entry
 */
public final class InMemoryScrivener<E> implements Scrivener<E> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private final List<E> entries = new ArrayList<>();
  private final int capacity;

  /**
   * An empty journal.
   *
   * @param capacity the most entries it will take, at least 1
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public InMemoryScrivener(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
    }
    this.capacity = capacity;
  }

  @Override
  public void write(E entry) {
    requireNonNull(entry, "entry");
    lock.lock();
    try {
      if (entries.size() == capacity) {
        throw new IllegalStateException(
            "journal is full with " + capacity + " entries, not written: " + entry);
      }
      entries.add(entry);
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<E> await(long position, Deadline deadline) throws InterruptedException {
    Objects.checkIndex(position, Long.MAX_VALUE);
    lock.lockInterruptibly();
    try {
      // The loop, not the wake-up, decides: a condition may wake for no reason.
      while (position >= entries.size()) {
        long nanos = deadline.remainingNanos();
        if (nanos <= 0) {
          return Optional.empty();
        }
        long unused = written.awaitNanos(nanos);
      }
      return Optional.of(entries.get((int) position));
    } finally {
      lock.unlock();
    }
  }

  /** How many threads wait for an entry now; zero when nobody does, whoever gave up before. */
  int waiting() {
    lock.lock();
    try {
      return lock.getWaitQueueLength(written);
    } finally {
      lock.unlock();
    }
  }
}
