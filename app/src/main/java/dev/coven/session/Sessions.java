package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.TerminalSize;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.Deadline;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The sessions of this daemon: launches them, knows which are live, and ends them when it ends. */
public final class Sessions extends ContractDaemon {
  /** How long all live sessions together may take to end in a shutdown. */
  private static final Duration END_BUDGET = Duration.ofMillis(5_500);

  /** How long the reader of one session may take to stop; what it has not read waits. */
  private static final long HANDOVER_MILLIS = 500;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Launcher launcher;
  private final Recovery recovery;
  private final Optional<SessionKeeper> keeper;
  private final ReentrantLock named = new ReentrantLock();
  private final Map<String, LiveSession> live = new ConcurrentHashMap<>();

  /** A launch holds the read lock to its end, so that a shutdown sees every session there is. */
  private final ReadWriteLock launching = new ReentrantReadWriteLock();

  /** Launches that are not live yet: together with those that are, they are limited. */
  private final AtomicInteger starting = new AtomicInteger();

  private final int maxLive;
  private final PastSessions past;
  private boolean accepting;
  private volatile boolean left;

  /**
   * The sessions of one run of the daemon.
   *
   * @param ledger where they are kept; opened before this starts
   * @param writer writes there; runs before this starts
   * @param harnesses what can be launched
   * @param environment what a harness finds in its environment
   * @param instanceId names this run in the rows that it owns
   * @param directories where sessions have their files
   * @param redactor masks secrets in what is stored
   * @param maxLive how many may be live at once
   * @param keeper keeps sessions while no daemon runs; empty where they end with their daemon
   */
  public Sessions(
      Ledger ledger,
      EventWriter writer,
      Harnesses harnesses,
      HarnessEnvironment environment,
      String instanceId,
      Path directories,
      Redactor redactor,
      int maxLive,
      Optional<SessionKeeper> keeper) {
    super("sessions");
    this.ledger = ledger;
    this.writer = writer;
    this.keeper = keeper;
    this.maxLive = maxLive;
    Starter starter =
        keeper
            .<Starter>map(kept -> new KeptStarter(kept, directories))
            .orElseGet(() -> new PlainStarter(directories));
    this.launcher = new Launcher(writer, harnesses, environment, instanceId, starter, redactor);
    Optional<Adoption> adoption =
        keeper.map(kept -> new Adoption(kept, directories, ledger, writer, redactor, instanceId));
    this.past =
        new PastSessions(ledger, writer, directories, id -> Optional.ofNullable(live.get(id)));
    this.recovery = new Recovery(ledger, writer, adoption, directories, instanceId);
  }

  /** What becomes of live sessions when this daemon ends. */
  public HandoverMode handover() {
    return keeper.map(SessionKeeper::mode).orElse(HandoverMode.NONE);
  }

  /** What is done with those that have ended. */
  public PastSessions past() {
    return past;
  }

  /** How many sessions are live. */
  public int liveCount() {
    return live.size();
  }

  /**
   * Launches a session. Everything that can be refused is refused before there is a row.
   *
   * @param request what to launch
   * @return the session, running; or the one that an equal request with the same id launched
   * @throws ApiException when the request is refused, or the harness could not be started
   * @throws SQLException when the ledger cannot be read or refuses the row
   * @throws InterruptedException when interrupted while the ledger writes
   */
  public Launched launch(LaunchRequest request) throws SQLException, InterruptedException {
    launching.readLock().lock();
    try {
      if (!accepting || left) {
        throw Launcher.draining();
      }
      return launchOrRepeat(request);
    } finally {
      launching.readLock().unlock();
    }
  }

  private Launched launchOrRepeat(LaunchRequest request) throws SQLException, InterruptedException {
    Deadline deadline = Deadline.after(EventWriter.ANSWER_LIMIT);
    if (request.id() == null) {
      return launchNew(request, deadline);
    }
    // One at a time: a second request with the same id must find the first one's outcome.
    if (!named.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw launcher.notInTime();
    }
    try {
      if (left) {
        throw Launcher.draining();
      }
      Optional<StoredSession> earlier = ledger.read(reader -> reader.session(request.id()));
      return earlier.isPresent() ? repeat(request, earlier.get()) : launchNew(request, deadline);
    } finally {
      named.unlock();
    }
  }

  private Launched launchNew(LaunchRequest request, Deadline deadline)
      throws SQLException, InterruptedException {
    try {
      if (starting.incrementAndGet() + live.size() > maxLive) {
        throw new ApiException(
            ErrorCode.RUNTIME_UNAVAILABLE,
            maxLive
                + " sessions are live, and that is the limit (max-live in config.toml)."
                + " End one, or try again when one has ended.");
      }
      LiveSession session = launcher.launch(request, RequestDigest.of(request), deadline);
      begin(session);
      return new Launched(session.record(), false);
    } finally {
      starting.decrementAndGet();
    }
  }

  private static Launched repeat(LaunchRequest request, StoredSession earlier) {
    if (!RequestDigest.of(request).equals(earlier.requestDigest())) {
      throw new ApiException(
              ErrorCode.SESSION_ID_CONFLICT, "Another session was launched under this id.")
          .with("sessionId", request.id());
    }
    return new Launched(earlier.record(), true);
  }

  /**
   * Types into a session.
   *
   * @param id the session
   * @param data what is typed
   * @throws ApiException {@code session_not_found}, {@code session_not_live}, {@code
   *     send_input_failed}
   * @throws SQLException when the ledger cannot be read
   */
  public void send(String id, String data) throws SQLException {
    requireLive(id).send(data);
  }

  /**
   * Refuses input to a session that cannot take any, before anybody looks at the input.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void requireTypable(String id) throws SQLException {
    requireLive(id).requireOpenInput();
  }

  /**
   * Asks for the end of a session; it becomes killed when its processes are gone.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void kill(String id) throws SQLException {
    LiveSession session = requireLive(id);
    session.kill();
    LOG.info(LogLine.of("session is killed").with("session", id));
  }

  /**
   * Says how large a session's terminal is; its programs are told by SIGWINCH.
   *
   * @param id the session
   * @param size the new size
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void resize(String id, TerminalSize size) throws SQLException {
    requireLive(id).resize(size);
  }

  /**
   * Refuses a size for a session that has no terminal, before anybody looks at the size.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void requireResizable(String id) throws SQLException {
    requireLive(id).requireTerminal();
  }

  private LiveSession requireLive(String id) throws SQLException {
    LiveSession session = live.get(id);
    if (session != null) {
      return session;
    }
    if (ledger.read(reader -> reader.session(id)).isEmpty()) {
      throw Refusals.notFound(id);
    }
    throw ApiException.ofSession(ErrorCode.SESSION_NOT_LIVE, id, "The session is not running.");
  }

  @Override
  protected void onStart() throws Exception {
    recovery.settle().forEach(this::resume);
    past.finishDeletions();
    setAccepting(true);
  }

  private void resume(Recovery.Adopted adopted) {
    LiveSession session = adopted.session();
    LOG.info(
        LogLine.of("session taken over")
            .with("session", session.id())
            .with("pid", adopted.open().pid()));
    begin(session);
    if (adopted.open().killed()) {
      session.kill();
    }
  }

  private void begin(LiveSession session) {
    live.put(session.id(), session);
    session.begin(() -> live.remove(session.id()), this::fail);
  }

  /**
   * Takes no more launches and ends what is live, within {@link #END_BUDGET}, where it cannot be
   * handed over. Where it can, nothing is done yet: clients are served as ever until nobody asks.
   * Without effect when it was called before.
   *
   * @return how many sessions were ended
   * @throws InterruptedException when interrupted while waiting
   */
  public int endUnlessKept() throws InterruptedException {
    // Before anybody waits for the launches: one may wait for a ledger that cannot be written. One
    // that only takes a moment is not refused where its session would go on.
    if (keeper.isEmpty() || writer.trouble().isPresent()) {
      writer.drain();
    }
    if (keeper.isPresent() || left) {
      return 0;
    }
    takeNoMore();
    return endAll();
  }

  private void takeNoMore() {
    left = true;
    setAccepting(false);
  }

  /** Leaves what is live to the next daemon; what ends just now gets its end from this one. */
  private void handOverAll() throws InterruptedException {
    writer.drain();
    takeNoMore();
    for (LiveSession session : List.copyOf(live.values())) {
      if (session.handOver(HANDOVER_MILLIS)) {
        live.remove(session.id());
        LOG.info(LogLine.of("session is left to the next daemon").with("session", session.id()));
      }
    }
    awaitEnd(List.copyOf(live.values()));
  }

  private int endAll() throws InterruptedException {
    List<LiveSession> rest = List.copyOf(live.values());
    for (LiveSession session : rest) {
      try {
        session.kill();
      } catch (ApiException alreadyEnding) {
        LOG.debug(LogLine.of("session ended by itself").with("session", session.id()));
      }
    }
    awaitEnd(rest);
    return rest.size();
  }

  private static void awaitEnd(List<LiveSession> sessions) throws InterruptedException {
    long deadline = System.nanoTime() + END_BUDGET.toNanos();
    for (LiveSession session : sessions) {
      long millis = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
      if (!session.awaitEnded(millis)) {
        LOG.error(LogLine.of("session did not end in time").with("session", session.id()));
      }
    }
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    if (keeper.isPresent()) {
      handOverAll();
    } else {
      endUnlessKept();
    }
    if (!live.isEmpty()) {
      throw new IllegalStateException(
          live.size() + " sessions did not end within " + END_BUDGET.toMillis() + " ms");
    }
  }

  private void setAccepting(boolean value) {
    launching.writeLock().lock();
    try {
      accepting = value;
    } finally {
      launching.writeLock().unlock();
    }
  }
}
