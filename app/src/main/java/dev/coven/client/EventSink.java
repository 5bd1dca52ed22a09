package dev.coven.client;

import java.io.IOException;

/** Where a followed session's events go. */
@FunctionalInterface
public interface EventSink {
  /**
   * One event, in the order of the ledger, each exactly once.
   *
   * @param event the event
   * @param stored whether it was stored before the following began to keep up with the session
   * @throws IOException when it cannot be passed on; ends the following
   */
  void event(StreamedEvent event, boolean stored) throws IOException;
}
