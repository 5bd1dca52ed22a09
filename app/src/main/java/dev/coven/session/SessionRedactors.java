package dev.coven.session;

import dev.coven.privacy.Redactor;
import dev.coven.privacy.StreamRedactor;

/**
 * What masks the secrets of one session.
 *
 * @param output in what it prints
 * @param input in what is typed
 */
record SessionRedactors(StreamRedactor output, StreamRedactor input) {
  /** For a session that begins. */
  static SessionRedactors fresh(Redactor redactor) {
    return new SessionRedactors(redactor.stream(), redactor.stream());
  }

  /**
   * For a session that goes on: a secret may have begun in what an earlier daemon stored.
   *
   * @param redactor the rules
   * @param before the end of that
   * @throws InterruptedException never: nothing is written
   */
  static SessionRedactors resumed(Redactor redactor, byte[] before) throws InterruptedException {
    SessionRedactors redactors = fresh(redactor);
    redactors.output().accept(before, 0, before.length, (bytes, offset, length) -> {});
    // What it holds back was stored, too.
    redactors.output().flush((bytes, offset, length) -> {});
    return redactors;
  }
}
