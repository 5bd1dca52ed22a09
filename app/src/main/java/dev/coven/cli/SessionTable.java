package dev.coven.cli;

import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.privacy.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Sessions, one a line, for people. */
final class SessionTable {
  private static final int MIN_ID = 8;
  private static final int MAX_TITLE = 60;
  private static final List<String> HEADER = List.of("ID", "STATUS", "HARNESS", "AGE", "TITLE");
  private static final int STATUS_COLUMN = 1;

  private final Palette palette;
  private final Instant now;

  SessionTable(Palette palette, Instant now) {
    this.palette = palette;
    this.now = now;
  }

  /** The lines, header first. */
  List<String> lines(List<SessionRecord> sessions) {
    int idLength = shortestUnique(sessions);
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (SessionRecord session : sessions) {
      rows.add(
          List.of(
              Printable.line(beginning(session.id(), idLength)),
              session.status().wire(),
              Printable.line(session.harness()),
              Spans.of(Duration.between(session.createdAt(), now)),
              DisplayWidth.cut(Printable.line(session.title()), MAX_TITLE)));
    }
    return Columns.lines(
        rows,
        (row, column, cell) ->
            row > 0 && column == STATUS_COLUMN
                ? colored(cell, sessions.get(row - 1).status())
                : cell);
  }

  private String colored(String cell, SessionStatus status) {
    return switch (status) {
      case RUNNING -> palette.good(cell);
      case CREATED -> palette.pending(cell);
      case FAILED, ORPHANED -> palette.bad(cell);
      case IDLE, COMPLETED, KILLED -> cell;
    };
  }

  /** So many characters that no two of these sessions begin alike; ids chosen by clients may. */
  private static int shortestUnique(List<SessionRecord> sessions) {
    List<String> ids = sessions.stream().map(SessionRecord::id).sorted().toList();
    int length = MIN_ID;
    for (int i = 1; i < ids.size(); i++) {
      length = Math.max(length, commonPrefix(ids.get(i - 1), ids.get(i)) + 1);
    }
    return length;
  }

  private static int commonPrefix(String one, String other) {
    int i = 0;
    while (i < one.length() && i < other.length() && one.charAt(i) == other.charAt(i)) {
      i++;
    }
    return i;
  }

  private static String beginning(String id, int length) {
    return id.substring(0, Math.min(length, id.length()));
  }
}
