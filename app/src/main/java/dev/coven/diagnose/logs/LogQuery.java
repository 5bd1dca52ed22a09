package dev.coven.diagnose.logs;

import dev.coven.privacy.LogForm;
import dev.coven.privacy.LoggedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are wanted: those that fulfil all of it.
 *
 * @param since nothing older; empty for no bound
 * @param session the session's id, or a beginning of it; empty for any and none
 * @param least nothing below this level
 * @param codes the event's code is one of these; empty for any and none
 */
public record LogQuery(
    Optional<Instant> since, Optional<String> session, LogLevel least, Set<String> codes) {
  /** Wants everything. */
  public static final LogQuery ALL =
      new LogQuery(Optional.empty(), Optional.empty(), LogLevel.DEBUG, Set.of());

  /** Wants everything from a time on. */
  public static LogQuery since(Instant time) {
    return new LogQuery(Optional.of(time), Optional.empty(), LogLevel.DEBUG, Set.of());
  }

  /** Whether nothing is left out. */
  public boolean isAll() {
    return equals(ALL);
  }

  /**
   * Whether an event can be among those wanted, by its first line: most are not, and need not be
   * read then.
   */
  boolean mayWant(String line) {
    for (LogLevel level : LogLevel.values()) {
      if (level.compareTo(least) < 0 && line.startsWith(level.name(), LogForm.TIME_LENGTH + 1)) {
        return false;
      }
    }
    return (session.isEmpty() || line.contains(session.get()))
        && (codes.isEmpty() || codes.stream().anyMatch(line::contains));
  }

  /** Whether an event is wanted. */
  public boolean wants(LoggedEvent event) {
    return (since.isEmpty() || !event.time().isBefore(since.get()))
        && LogLevel.of(event.level()).orElse(LogLevel.ERROR).compareTo(least) >= 0
        && (session.isEmpty() || event.field("session").orElse("").startsWith(session.get()))
        && (codes.isEmpty() || codes.contains(event.field("code").orElse("")));
  }

  /** The event of these lines, if it is wanted. */
  Optional<LoggedEvent> pick(List<String> lines) {
    return mayWant(lines.getFirst()) ? LogForm.parse(lines).filter(this::wants) : Optional.empty();
  }
}
