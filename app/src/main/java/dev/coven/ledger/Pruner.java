package dev.coven.ledger;

import dev.coven.home.Config;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Applies the retention windows to a ledger: first sessions that go as a whole, then events beyond
 * their window, then the events of those that ended first until the ledger is small enough. It
 * looks beside the writer, and writes in transactions that are small.
 */
final class Pruner {
  /** Sessions looked at in one reading. */
  private static final int PAGE = 500;

  private static final String DOING = "Pruning the ledger";

  /** The way to a ledger: the daemon's own writer, or the connections of another process. */
  interface Access {
    /** Asks the ledger. */
    <T> T read(Ledger.Query<T> query) throws SQLException;

    /** Makes a change in a transaction of its own and waits until it is committed. */
    <T> T write(StateChange<T> change) throws SQLException, InterruptedException;

    /** Lets others write. */
    void rest(Duration time) throws InterruptedException;
  }

  /** Something to remove: a session as a whole, or its events but the last one. */
  private record Doomed(PruneQueries.Ended session, boolean whole) {
    long upTo() {
      return whole ? session.lastSeq() : session.lastSeq() - 1;
    }
  }

  private final Access access;
  private final Config.Retention windows;
  private final InstantSource clock;
  private final Progress progress;
  private final PrunePace pace = new PrunePace();

  Pruner(Access access, Config.Retention windows, InstantSource clock, Progress progress) {
    this.access = access;
    this.windows = windows;
    this.clock = clock;
    this.progress = progress;
  }

  /** What would be removed now; nothing is. */
  PruneReport plan() throws SQLException {
    PruneReport.Count count = new PruneReport.Count();
    List<PruneQueries.Ended> ended = ended();
    List<Doomed> due = due(ended);
    for (Doomed each : due) {
      count.add(each.session().endedAt(), each.whole(), extent(each));
    }
    long used = access.read(reader -> reader.prune().usedBytes());
    for (Doomed each : spare(ended, due)) {
      if (used - count.bytes() <= windows.maxBytes().orElse(Long.MAX_VALUE)) {
        break;
      }
      count.add(each.session().endedAt(), false, extent(each));
    }
    return count.report();
  }

  /**
   * Removes it.
   *
   * @return what went
   * @throws InterruptedException when interrupted; what went until then is gone, and the next prune
   *     ends what is half done
   */
  PruneReport run() throws SQLException, InterruptedException {
    PruneReport.Count count = new PruneReport.Count();
    finishEarlierOne(count);
    List<PruneQueries.Ended> ended = ended();
    List<Doomed> due = due(ended);
    for (int i = 0; i < due.size(); i++) {
      progress.at(DOING, i, due.size());
      remove(due.get(i), count);
    }
    if (windows.maxBytes().isPresent()) {
      ArrayDeque<Doomed> spare = new ArrayDeque<>(spare(ended, due));
      long used = access.read(reader -> reader.prune().usedBytes());
      while (used > windows.maxBytes().getAsLong() && !spare.isEmpty()) {
        progress.at(DOING, 0, 0);
        remove(spare.removeFirst(), count);
        used = access.read(reader -> reader.prune().usedBytes());
      }
    }
    long now = clock.millis();
    access.write(
        transaction -> {
          transaction.eraser().note(Eraser.LAST_PRUNE, now);
          return null;
        });
    return count.report();
  }

  /** A session is shown whole or without its events: what a prune began, the next one ends. */
  private void finishEarlierOne(PruneReport.Count count) throws SQLException, InterruptedException {
    OptionalLong unfinished = access.read(reader -> reader.prune().unfinished());
    if (unfinished.isPresent()) {
      long key = unfinished.getAsLong();
      long last = access.read(reader -> reader.prune().lastSeq(key));
      remove(new Doomed(new PruneQueries.Ended(key, clock.millis(), last, false), false), count);
    }
  }

  private List<PruneQueries.Ended> ended() throws SQLException {
    // Without a size to keep, only what began before the later window's edge can have ended there.
    long before = windows.maxBytes().isPresent() ? Long.MAX_VALUE : latestEdge();
    List<PruneQueries.Ended> all = new ArrayList<>();
    List<PruneQueries.Ended> page;
    long after = 0;
    do {
      long from = after;
      page = access.read(reader -> reader.prune().ended(before, from, PAGE));
      all.addAll(page);
      after = page.isEmpty() ? after : page.get(page.size() - 1).key();
    } while (page.size() == PAGE);
    return all;
  }

  private long latestEdge() {
    return Stream.of(windows.events(), windows.sessions())
        .flatMap(Optional::stream)
        .mapToLong(this::edge)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private long edge(Duration window) {
    return clock.millis() - window.toMillis();
  }

  private List<Doomed> due(List<PruneQueries.Ended> ended) {
    List<Doomed> due = new ArrayList<>();
    for (PruneQueries.Ended session : ended) {
      if (windows.sessions().filter(window -> session.endedAt() < edge(window)).isPresent()) {
        due.add(new Doomed(session, true));
      } else if (!session.bare()
          && windows.events().filter(window -> session.endedAt() < edge(window)).isPresent()) {
        due.add(new Doomed(session, false));
      }
    }
    return due;
  }

  /** What a size costs if it must: the events of all others, those that ended first in front. */
  private static List<Doomed> spare(List<PruneQueries.Ended> ended, List<Doomed> due) {
    Set<Long> gone = due.stream().map(each -> each.session().key()).collect(Collectors.toSet());
    return ended.stream()
        .filter(session -> !session.bare() && !gone.contains(session.key()))
        .sorted(
            Comparator.comparingLong(PruneQueries.Ended::endedAt)
                .thenComparingLong(PruneQueries.Ended::key))
        .map(session -> new Doomed(session, false))
        .toList();
  }

  private PruneQueries.Extent extent(Doomed doomed) throws SQLException {
    return access.read(reader -> reader.prune().extent(doomed.session().key(), doomed.upTo()));
  }

  private void remove(Doomed doomed, PruneReport.Count count)
      throws SQLException, InterruptedException {
    count.add(doomed.session().endedAt(), doomed.whole(), extent(doomed));
    Optional<PruneQueries.Batch> batch = next(doomed);
    while (batch.isPresent() && !batch.get().last()) {
      remove(doomed, batch.get().upTo(), false);
      batch = next(doomed);
    }
    remove(doomed, batch.map(PruneQueries.Batch::upTo).orElse(0L), true);
  }

  private Optional<PruneQueries.Batch> next(Doomed doomed) throws SQLException {
    long key = doomed.session().key();
    return access.read(
        reader -> reader.prune().batch(key, doomed.upTo(), pace.events(), pace.bytes()));
  }

  private void remove(Doomed doomed, long upTo, boolean last)
      throws SQLException, InterruptedException {
    long key = doomed.session().key();
    long nanos =
        access.write(
            transaction -> {
              long begin = System.nanoTime();
              Eraser eraser = transaction.eraser();
              eraser.events(key, upTo);
              if (!last) {
                eraser.note(Eraser.UNFINISHED, key);
              } else {
                eraser.forget(Eraser.UNFINISHED);
                eraser.request(key);
                if (doomed.whole()) {
                  eraser.session(key);
                }
              }
              return System.nanoTime() - begin;
            });
    access.rest(pace.after(nanos));
  }
}
