package dev.coven.torture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.SmallDisk;
import dev.coven.kit.TempHome;
import dev.coven.torture.Printed.Manner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A home whose daemon is killed again and again, and all that is known of its sessions. */
final class Ward implements AutoCloseable {
  /** How long it may take to read all back, on however busy a machine. */
  private static final Duration READING = Duration.ofMinutes(10);

  private final TempHome home;
  private final Coven coven;
  private final Optional<SmallDisk> disk;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();
  private final Map<Long, SeenEvent> seen = new ConcurrentHashMap<>();

  /** The last seq when each run of the daemon was ready: its own events come behind it. */
  private final List<Long> borders = new ArrayList<>();

  private final Set<String> cleanFiles;

  private Ward(TempHome home, Optional<SmallDisk> disk)
      throws IOException, InterruptedException, SQLException {
    this.home = home;
    this.coven = Coven.with(home);
    this.disk = disk;
    Printed.install(home);
    this.cleanFiles = filesOfACleanRun();
  }

  /** What a daemon leaves that was never killed; the killed ones' heir must leave no more. */
  private Set<String> filesOfACleanRun() throws IOException, InterruptedException, SQLException {
    try (ServingDaemon daemon = coven.serve()) {
      requireRecovered(daemon);
      try (Api api = daemon.api()) {
        for (Set<Manner> manners :
            List.of(EnumSet.of(Manner.TERMINAL), EnumSet.noneOf(Manner.class))) {
          Subject subject = add(new Printed("clean" + manners.size(), 1, 3, 0, manners));
          api.post("/sessions", subject.request(project())).expect(201);
          subject.acknowledge();
          subject.see(api.awaitEnd(subject.id(), READING));
        }
      }
      stop(daemon);
    }
    return files();
  }

  /**
   * Makes a home.
   *
   * @param diskBytes the size of a file system of its own; 0 for none
   */
  static Ward open(long diskBytes) throws IOException, InterruptedException, SQLException {
    TempHome home = TempHome.create();
    try {
      Optional<SmallDisk> disk =
          diskBytes == 0 ? Optional.empty() : Optional.of(home.onSmallDisk(diskBytes));
      return new Ward(home, disk);
    } catch (IOException
        | InterruptedException
        | SQLException
        | RuntimeException
        | AssertionError e) {
      home.close();
      throw e;
    }
  }

  Coven coven() {
    return coven;
  }

  Path project() {
    return home.project();
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  Map<Long, SeenEvent> seen() {
    return seen;
  }

  /** A session that is about to be asked for, in the run that is ready now. */
  Subject add(Printed printed) {
    Subject subject = new Subject(printed.tag(), printed, borders.size() - 1);
    subjects.put(subject.id(), subject);
    return subject;
  }

  /** How much the ledger and its log take, in bytes. */
  long ledgerBytes() throws IOException {
    Path wal = Path.of(home.ledger() + "-wal");
    return Files.size(home.ledger()) + (Files.exists(wal) ? Files.size(wal) : 0);
  }

  /** The end of the daemons' log, for who looks for the cause of a failure. */
  String logged() throws IOException {
    Path log = home.coven().resolve("logs/coven.log");
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /**
   * Requires that a daemon that has just become ready tells the truth of what was before it, and
   * that nothing is left running.
   */
  void requireRecovered(ServingDaemon daemon) throws IOException, SQLException {
    List<String> left =
        home.processes().stream()
            .filter(process -> process.pid() != daemon.pid())
            .map(process -> process.pid() + " " + process.info().commandLine().orElse("?"))
            .toList();
    if (!left.isEmpty()) {
      throw new AssertionError("the daemon is ready, but from before it still runs: " + left);
    }
    Set<String> missing = new HashSet<>(subjects.keySet());
    try (Api api = daemon.api()) {
      String path = "/sessions?includeArchived=true&limit=1000";
      for (JsonElement element : api.get(path).expect(200).object().getAsJsonArray("sessions")) {
        JsonObject session = element.getAsJsonObject();
        String id = session.get("id").getAsString();
        Subject subject = subjects.get(id);
        if (subject == null || Subject.isOpen(session)) {
          throw new AssertionError("nothing was launched yet, but: " + session);
        }
        subject.see(session);
        missing.remove(id);
      }
    }
    for (String id : missing) {
      Subject subject = subjects.remove(id);
      if (subject.isAcknowledged()) {
        throw new AssertionError("lost: " + subject);
      }
    }
    try (LedgerAudit ledger = LedgerAudit.open(home.ledger())) {
      borders.add(ledger.lastSeq());
    }
  }

  /**
   * Requires that all that was kept is right: first by the API, then by the file alone.
   *
   * @param daemon a daemon that is ready; it is stopped
   * @return what was found
   */
  Findings finish(ServingDaemon daemon) throws IOException, SQLException, InterruptedException {
    Map<String, String> statuses = new HashMap<>();
    Map<String, List<SeenEvent>> told = new HashMap<>();
    long bytes = 0;
    try (Api api = daemon.api(READING)) {
      for (Subject subject : subjects.values()) {
        JsonObject session = api.session(subject.id());
        subject.see(session);
        statuses.put(subject.id(), Subject.status(session));
        PrintedChecker checker = subject.printed().checker();
        List<SeenEvent> events = ApiAudit.events(api, subject.id(), checker);
        requireRight(subject, events, checker);
        told.put(subject.id(), events);
        bytes += checker.bytes();
      }
    }
    stop(daemon);
    long events = 0;
    try (LedgerAudit ledger = LedgerAudit.open(home.ledger())) {
      ledger.requireSound();
      ledger.requireSessions(statuses);
      for (Subject subject : subjects.values()) {
        PrintedChecker checker = subject.printed().checker();
        List<SeenEvent> stored = ledger.events(subject.id(), checker);
        requireRight(subject, stored, checker);
        if (!stored.equals(told.get(subject.id()))) {
          throw new AssertionError(subject + ": the API tells other events than the file");
        }
        events += stored.size();
      }
      if (ledger.events() != events) {
        throw new AssertionError(ledger.events() + " events, but the sessions have " + events);
      }
    }
    Set<String> files = files();
    if (!files.equals(cleanFiles)) {
      throw new AssertionError("a clean stop leaves " + cleanFiles + ", this one " + files);
    }
    return new Findings(List.copyOf(statuses.values()), bytes, events);
  }

  private void requireRight(Subject subject, List<SeenEvent> events, PrintedChecker checker) {
    subject.requireEnd(events.stream().map(SeenEvent::kind).toList(), checker);
    // Between its run's begin and the next one's, and so behind all that was before.
    long after = borders.get(subject.life());
    long last = subject.life() + 1 < borders.size() ? borders.get(subject.life() + 1) : after;
    Map<Long, SeenEvent> bySeq = new HashMap<>();
    for (SeenEvent event : events) {
      if (event.seq() <= after || event.seq() > last) {
        throw new AssertionError(
            "%s: %s is not behind %d and up to %d".formatted(subject, event, after, last));
      }
      after = event.seq();
      bySeq.put(after, event);
    }
    for (SeenEvent event : seen.values()) {
      if (event.session().equals(subject.id()) && !event.equals(bySeq.get(event.seq()))) {
        throw new AssertionError("seen was " + event + ", kept is " + bySeq.get(event.seq()));
      }
    }
  }

  private void stop(ServingDaemon daemon) throws InterruptedException {
    int exit = daemon.stop();
    if (exit != 0) {
      throw new AssertionError("stopped with " + exit + ": " + daemon.said());
    }
  }

  /**
   * All files of COVEN_HOME but the evidence of the crashes that this is about; logs roll, so the
   * main log counts as one.
   */
  private Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(home.coven())) {
      for (Path file : files.toList()) {
        String name = home.coven().relativize(file).toString();
        if (name.startsWith("evidence")) {
          continue;
        }
        names.add(name.startsWith("logs/coven.") ? "logs/coven.log" : name);
      }
    }
    return names;
  }

  /**
   * What a home held at its end.
   *
   * @param statuses how each session ended
   * @param bytes of output, each compared with what was printed
   * @param events all of them
   */
  record Findings(List<String> statuses, long bytes, long events) {
    String summary() {
      return "%d sessions, %d events, %,d bytes as printed"
          .formatted(statuses.size(), events, bytes);
    }
  }

  @Override
  public void close() {
    home.close();
  }
}
