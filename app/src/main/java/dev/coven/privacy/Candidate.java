package dev.coven.privacy;

/**
 * A possible secret that is being read. It is given the text from its first byte on, a byte at a
 * time and without escape sequences, and says of each what is to happen. One owner, and no memory
 * of its own that grows.
 */
abstract class Candidate {
  /** Instead of a byte: the cursor was moved, so that what follows stands elsewhere. */
  static final int MOVED = -1;

  /** What is to happen. */
  enum Verdict {
    /** Neither the byte nor what is held back is secret, but a secret may follow. */
    OPEN,
    /** The byte may be one of a secret: hold it back. */
    HOLD,
    /** The byte and all that is held back are secret. */
    SECRET,
    /** What is held back is secret; the byte is not, and this is the end. */
    FOUND,
    /** Neither the byte nor what is held back is secret, and this is the end. */
    OVER
  }

  /** What is to happen with the next byte, or {@link #MOVED}. */
  abstract Verdict next(int c);

  /**
   * Whether what is held back would be a secret if it ended here. After a true answer it has been
   * masked, and what follows belongs to it.
   */
  boolean wouldBeSecret() {
    return false;
  }
}
