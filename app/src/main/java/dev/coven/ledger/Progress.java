package dev.coven.ledger;

/** Is told how far something has got that may take long. */
@FunctionalInterface
public interface Progress {
  /** Nobody wants to know. */
  Progress NONE = (doing, done, total) -> {};

  /**
   * It got on. Called often, several times a second or more; must take no time.
   *
   * @param doing what is being done, as the begin of a sentence: "Checking the ledger"
   * @param done how much of it is done
   * @param total how much there is, in the same unit, or 0 when nobody knows
   */
  void at(String doing, long done, long total);
}
