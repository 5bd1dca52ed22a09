package dev.coven.http.unix;

/** Words the answer to a refused request. */
@FunctionalInterface
public interface RefusalWords {
  /**
   * Words an answer. Called on the I/O thread, so it must not block.
   *
   * @param refusal why the request is refused
   * @return the body of the answer, a JSON document
   */
  byte[] body(Refusal refusal);
}
