package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What has changed in the list of sessions since it was last looked at: new ones, and new statuses.
 * There is no stream of all sessions, so the list is asked for; but only its front, and the open
 * sessions that stand behind it.
 */
final class SessionChanges {
  /** The front of the list; more is asked for only while there are new sessions at its end. */
  private static final int FRONT = 100;

  private final boolean archived;
  private final Map<String, SessionRecord> known = new HashMap<>();

  /**
   * Changes of a list that nobody has looked at.
   *
   * @param archived whether archived sessions are in it
   */
  SessionChanges(boolean archived) {
    this.archived = archived;
  }

  /**
   * Takes the list as it is for known.
   *
   * @return all of it, newest first
   */
  List<SessionRecord> begin(DaemonClient client) throws IOException {
    List<SessionRecord> all = new ArrayList<>();
    String cursor = null;
    do {
      SessionPage page = client.sessions(Api.MAX_PAGE, cursor, archived);
      all.addAll(page.sessions());
      cursor = page.next().orElse(null);
    } while (cursor != null);
    known.clear();
    all.forEach(session -> known.put(session.id(), session));
    return all;
  }

  /**
   * Looks again.
   *
   * @return the sessions that are new or have another status, as they are now, oldest change first
   */
  List<SessionRecord> next(DaemonClient client) throws IOException {
    Map<String, SessionRecord> seen = new HashMap<>();
    String cursor = null;
    do {
      SessionPage page = client.sessions(FRONT, cursor, archived);
      page.sessions().forEach(session -> seen.put(session.id(), session));
      boolean onlyKnown = page.sessions().stream().allMatch(each -> known.containsKey(each.id()));
      cursor = onlyKnown ? null : page.next().orElse(null);
    } while (cursor != null);
    for (SessionRecord session : List.copyOf(known.values())) {
      if (session.status().isOpen() && !seen.containsKey(session.id())) {
        look(client, session.id(), seen);
      }
    }
    List<SessionRecord> changed = new ArrayList<>();
    for (SessionRecord session : seen.values()) {
      SessionRecord before = known.put(session.id(), session);
      if (before == null || before.status() != session.status()) {
        changed.add(session);
      }
    }
    changed.sort(Comparator.comparing(SessionRecord::updatedAt).thenComparing(SessionRecord::id));
    return changed;
  }

  private void look(DaemonClient client, String id, Map<String, SessionRecord> seen)
      throws IOException {
    try {
      seen.put(id, client.session(id));
    } catch (ApiException e) {
      if (e.code() != ErrorCode.SESSION_NOT_FOUND) {
        throw e;
      }
      known.remove(id);
    }
  }
}
