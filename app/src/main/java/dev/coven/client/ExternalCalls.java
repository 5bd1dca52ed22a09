package dev.coven.client;

import dev.coven.contract.Completion;
import dev.coven.contract.ExternalSession;
import dev.coven.contract.SessionRecord;
import java.io.IOException;

/**
 * Typed calls about sessions that something other than the daemon runs; see {@link DaemonClient}.
 */
public final class ExternalCalls {
  private final DaemonLink link;

  ExternalCalls(DaemonLink link) {
    this.link = link;
  }

  /**
   * Registers a session.
   *
   * @return its record; as it was where it is registered already
   */
  public SessionRecord register(ExternalSession session) throws IOException {
    return Answers.session(link.call(Request.post("/sessions/external", session.toJson())));
  }

  /**
   * Tells that a session has ended.
   *
   * @param id the session's full id
   * @param completion how it ended
   * @return its record
   */
  public SessionRecord complete(String id, Completion completion) throws IOException {
    return Answers.session(
        link.call(Request.post("/sessions/" + id + "/complete", completion.toJson())));
  }
}
