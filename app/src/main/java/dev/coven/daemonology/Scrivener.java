package dev.coven.daemonology;

/**
 * Writes a journal. Safe for use by several threads.
 *
 * @param <E> the type of an entry
 */
public interface Scrivener<E> extends Journal<E> {
  /**
   * Appends an entry and wakes whoever waits for it. When this returns, the entry is there for
   * every reader; when it throws, it is there for none.
   *
   * @param entry what to write, not null
   * @throws IllegalStateException if the journal is full
   */
  void write(E entry);
}
