package dev.coven.session;

import java.io.IOException;

/** Starts harnesses: some end with their daemon, others are handed over to the next. */
interface Starter {
  /**
   * Starts one. It may wait until {@link HarnessProcess#begin}.
   *
   * @param start what to start
   * @return its process
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted while it is
   */
  HarnessProcess start(HarnessStart start) throws IOException, InterruptedException;

  /** Whether it can hold a harness to limits. */
  boolean limits();
}
