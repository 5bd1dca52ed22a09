package dev.coven.session;

import dev.coven.contract.SessionLimits;
import java.io.IOException;
import java.util.Optional;

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

  /**
   * Why a harness could not be held to limits.
   *
   * @param limits what was asked for
   * @return a sentence for whoever asked; empty when it can be
   */
  Optional<String> obstacleTo(SessionLimits limits);
}
