package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds sessions as people name them: by an id, by the beginning of one, or as the newest. */
final class SessionFinder {
  /** The contract does not decode paths: an id stands in them as it is. */
  private static final Pattern ADDRESSABLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]*");

  private static final int MAX_CANDIDATES = 10;

  private final DaemonClient client;

  /**
   * A finder.
   *
   * @param client who is asked
   */
  SessionFinder(DaemonClient client) {
    this.client = client;
  }

  /**
   * The newest session that is not archived.
   *
   * @throws SessionChoiceException when there is none
   */
  SessionRecord newest() throws IOException, SessionChoiceException {
    return client.sessions(1, null, false).sessions().stream()
        .findFirst()
        .orElseThrow(() -> new SessionChoiceException("There is no session yet.", false));
  }

  /**
   * The session that was archived last.
   *
   * @throws SessionChoiceException when none is
   */
  SessionRecord archivedLast() throws IOException, SessionChoiceException {
    return all()
        .filter(session -> session.archivedAt() != null)
        .max(Comparator.comparing(SessionRecord::archivedAt))
        .orElseThrow(() -> new SessionChoiceException("No session is archived.", false));
  }

  /**
   * The session that is meant.
   *
   * @param id its id, or a beginning of it; archived ones are found, too
   * @throws SessionChoiceException when there is no such session, or more than one
   */
  SessionRecord named(String id) throws IOException, SessionChoiceException {
    if (ADDRESSABLE.matcher(id).matches()) {
      Optional<SessionRecord> exact = byId(id);
      if (exact.isPresent()) {
        return exact.get();
      }
    }
    return byPrefix(id);
  }

  private Optional<SessionRecord> byId(String id) throws IOException {
    try {
      return Optional.of(client.session(id));
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private SessionRecord byPrefix(String id) throws IOException, SessionChoiceException {
    List<SessionRecord> candidates = all().filter(session -> session.id().startsWith(id)).toList();
    return switch (candidates.size()) {
      case 0 ->
          throw new SessionChoiceException(
              "There is no session " + Printable.line(id) + ".", false);
      case 1 -> candidates.getFirst();
      default -> throw ambiguous(id, candidates);
    };
  }

  private Stream<SessionRecord> all() throws IOException {
    List<SessionRecord> all = new ArrayList<>();
    String cursor = null;
    do {
      SessionPage page = client.sessions(Api.MAX_PAGE, cursor, true);
      all.addAll(page.sessions());
      cursor = page.next().orElse(null);
    } while (cursor != null);
    return all.stream();
  }

  private static SessionChoiceException ambiguous(String id, List<SessionRecord> candidates) {
    StringBuilder message =
        new StringBuilder(Printable.line(id))
            .append(" begins the ids of ")
            .append(candidates.size())
            .append(" sessions:");
    for (SessionRecord candidate :
        candidates.subList(0, Math.min(MAX_CANDIDATES, candidates.size()))) {
      message
          .append("\n  ")
          .append(Printable.line(candidate.id()))
          .append("  ")
          .append(candidate.status().wire())
          .append("  ")
          .append(Printable.line(candidate.title()));
    }
    if (candidates.size() > MAX_CANDIDATES) {
      message.append("\n  …");
    }
    return new SessionChoiceException(message.toString(), true);
  }
}
