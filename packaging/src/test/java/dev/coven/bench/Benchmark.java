package dev.coven.bench;

/** One question about speed or size. */
interface Benchmark {
  /**
   * Measures.
   *
   * @param report takes the figures
   * @throws Exception when it cannot be measured
   * @throws AssertionError when what was measured is not right, however fast
   */
  void run(Report report) throws Exception;
}
