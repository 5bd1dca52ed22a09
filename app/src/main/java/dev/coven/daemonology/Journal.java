package dev.coven.daemonology;

import java.util.Optional;

/**
 * The read side of a {@link Scrivener}: entries in the order they were written, counted from 0,
 * none of which ever changes or goes away. A reader keeps its own position, the journal knows
 * nothing of its readers.
 *
 * @param <E> the type of an entry
 */
public interface Journal<E> {
  /** How many entries are written. It never shrinks. */
  long size();

  /**
   * The entry at a position, waiting for it to be written if it is not there yet.
   *
   * @param position which entry, counted from 0
   * @param deadline until when to wait; an entry that is there already is returned even when the
   *     deadline has passed
   * @return the entry, or empty when the deadline passed before it was written
   * @throws InterruptedException if the thread was interrupted before or during the call
   * @throws IndexOutOfBoundsException if {@code position} is negative
   */
  Optional<E> await(long position, Deadline deadline) throws InterruptedException;
}
