package dev.coven.daemonology;

/** Attaches later failures to the first one. */
final class Suppression {
  /** The most a throwable carries: a part that fails in a loop for days must not fill the heap. */
  static final int LIMIT = 16;

  private Suppression() {}

  /**
   * Adds {@code later} to the suppressed of {@code first}. One that is there already, or is {@code
   * first} itself, is not added again: the same throwable arrives by several ways, from a part to
   * its composition and out of its shutdown. One beyond {@link #LIMIT} is logged and let go.
   */
  static void add(Throwable first, Throwable later) {
    synchronized (first) {
      if (later == first) {
        return;
      }
      Throwable[] kept = first.getSuppressed();
      for (Throwable known : kept) {
        if (known == later) {
          return;
        }
      }
      if (kept.length < LIMIT) {
        first.addSuppressed(later);
        return;
      }
    }
    System.getLogger(Suppression.class.getName())
        .log(System.Logger.Level.WARNING, "one failure too many to keep: " + later);
  }
}
