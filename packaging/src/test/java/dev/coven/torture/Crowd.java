package dev.coven.torture;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import dev.coven.torture.Printed.Manner;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Sessions that all print at once, each on a terminal, as fast as it takes it. */
public final class Crowd {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Between two looks at the queue. */
  private static final long LOOK_MILLIS = 20;

  private final TempHome home;
  private final ServingDaemon daemon;
  private final List<Subject> subjects = new ArrayList<>();
  private long mostQueued;
  private long capacity;
  private int looks;
  private double seconds;
  private long bytes;

  /**
   * A crowd to come.
   *
   * @param home whose ledger holds no other sessions
   * @param daemon the home's daemon
   * @param sessions how many
   * @param lines how much each prints
   */
  public Crowd(TempHome home, ServingDaemon daemon, int sessions, long lines) throws IOException {
    this.home = home;
    this.daemon = daemon;
    Printed.install(home);
    for (int i = 0; i < sessions; i++) {
      EnumSet<Manner> manners = EnumSet.of(Manner.TERMINAL, Manner.BULK, Manner.GATED);
      String tag = "crowd" + i;
      subjects.add(new Subject(tag, new Printed(tag, 1 + i * 7919, lines, 0, manners), 0));
    }
  }

  /** Launches all, lets them go together, and waits until the last one has ended. */
  public void print() throws IOException, InterruptedException {
    try (Gate gate = Gate.of(home);
        Api api = daemon.api(LIMIT)) {
      for (Subject subject : subjects) {
        api.post("/sessions", subject.request(home.project())).expect(201);
        subject.acknowledge();
      }
      long begin = System.nanoTime();
      gate.open();
      List<Subject> open = new ArrayList<>(subjects);
      while (!open.isEmpty()) {
        look(api);
        JsonObject session = api.session(open.getFirst().id());
        open.getFirst().see(session);
        if (open.getFirst().isFinal()) {
          open.removeFirst();
        } else {
          Thread.sleep(LOOK_MILLIS);
        }
      }
      seconds = (System.nanoTime() - begin) / 1e9;
    }
  }

  private void look(Api api) throws IOException {
    JsonObject writer = api.health().getAsJsonObject("eventWriter");
    capacity = writer.get("capacityBytes").getAsLong();
    mostQueued = Math.max(mostQueued, writer.get("queuedBytes").getAsLong());
    looks++;
    if (mostQueued > capacity || writer.get("droppedOutputBytes").getAsLong() != 0) {
      throw new AssertionError("the queue is not bounded, or drops: " + writer);
    }
  }

  /**
   * Requires every byte of every session, by the API and by the file.
   *
   * @throws AssertionError when one is missing or wrong
   */
  public void requireComplete() throws IOException, SQLException {
    try (Api api = daemon.api(LIMIT);
        LedgerAudit ledger = LedgerAudit.open(home.ledger())) {
      for (Subject subject : subjects) {
        PrintedChecker told = subject.printed().checker();
        List<SeenEvent> events = ApiAudit.events(api, subject.id(), told);
        subject.requireEnd(events.stream().map(SeenEvent::kind).toList(), told);
        PrintedChecker stored = subject.printed().checker();
        if (!ledger.events(subject.id(), stored).equals(events)) {
          throw new AssertionError(subject + ": the API tells other events than the file");
        }
        told.requireWhole();
        bytes += stored.bytes();
      }
    }
  }

  /** How evenly they got into the ledger. */
  public Fairness fairness() throws SQLException {
    return Fairness.of(home.ledger(), subjects.size());
  }

  /** From the gate's opening until all were seen to have ended, in seconds. */
  public double seconds() {
    return seconds;
  }

  /** What all printed, once {@link #requireComplete} has compared it. */
  public long bytes() {
    return bytes;
  }

  /** The most that was seen to wait in the daemon's queue, in bytes. */
  public long mostQueued() {
    return mostQueued;
  }

  /** What may wait there, in bytes. */
  public long capacity() {
    return capacity;
  }

  /** How often the queue was looked at. */
  public int looks() {
    return looks;
  }
}
