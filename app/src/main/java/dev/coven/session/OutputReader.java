package dev.coven.session;

import dev.coven.ledger.OutputLane;
import dev.coven.privacy.StreamRedactor;
import java.io.IOException;

/** Carries what a harness prints into the ledger, without its secrets, until it ends. */
final class OutputReader {
  /** What is read at once at most, in bytes: a pipe's fill, and an event's most. */
  static final int BUFFER_BYTES = 64 * 1024;

  private final OutputSource source;
  private final StreamRedactor redactor;
  private final WholeCharacters characters;
  private volatile long waitingSince;

  /**
   * A reader that has not begun.
   *
   * @param source where output comes from
   * @param redactor masks secrets, without changing where anything stands
   * @param lane where it goes
   */
  OutputReader(OutputSource source, StreamRedactor redactor, OutputLane lane) {
    this.source = source;
    this.redactor = redactor;
    this.characters = new WholeCharacters(lane);
  }

  /**
   * Reads to the end, or until the source is left; what is held back then, as it may be a part of a
   * secret or of a character, waits for {@link #finish}.
   *
   * @throws IOException when the source cannot be read
   * @throws InterruptedException when interrupted while the ledger holds it back
   */
  void run() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = read(buffer); count != OutputSource.END; count = read(buffer)) {
      if (count > 0) {
        redactor.accept(buffer, 0, count, characters::append);
      } else {
        redactor.flush(characters::append);
      }
    }
  }

  /**
   * Passes on what is held back, as it may be a part of a secret or of a character: nothing
   * follows.
   *
   * @throws InterruptedException when interrupted while the ledger holds it back
   */
  void finish() throws InterruptedException {
    redactor.flush(characters::append);
    characters.flush();
  }

  /**
   * Whether nothing was printed for a while. False while the ledger holds the reader back: then
   * there is output that has not been taken yet.
   *
   * @param nanos the while
   */
  boolean isQuietFor(long nanos) {
    long since = waitingSince;
    return since != 0 && System.nanoTime() - since >= nanos;
  }

  private int read(byte[] buffer) throws IOException, InterruptedException {
    waitingSince = System.nanoTime();
    try {
      return source.read(buffer, 0, buffer.length, redactor.nanosLeft());
    } finally {
      waitingSince = 0;
    }
  }
}
