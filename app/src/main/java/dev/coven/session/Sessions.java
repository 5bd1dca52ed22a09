package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.harness.Invocation;
import dev.coven.home.ProcessIdentity;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerTransaction;
import dev.coven.ledger.NewSession;
import dev.coven.ledger.Orphan;
import dev.coven.ledger.StateChange;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The sessions of this daemon: launches them, knows which are live, and ends them when it ends. */
public final class Sessions extends ContractDaemon {
  /** How long all live sessions together may take to end in a shutdown. */
  private static final Duration END_BUDGET = Duration.ofMillis(5_500);

  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Harnesses harnesses;
  private final HarnessEnvironment environment;
  private final String instanceId;
  private final Map<String, LiveSession> live = new ConcurrentHashMap<>();

  /** A launch holds the read lock to its end, so that a shutdown sees every session there is. */
  private final ReadWriteLock launching = new ReentrantReadWriteLock();

  private boolean accepting;

  /**
   * The sessions of one run of the daemon.
   *
   * @param ledger where they are kept; opened before this starts
   * @param writer writes there; runs before this starts
   * @param harnesses what can be launched
   * @param environment what a harness finds in its environment
   * @param instanceId names this run in the rows that it owns
   */
  public Sessions(
      Ledger ledger,
      EventWriter writer,
      Harnesses harnesses,
      HarnessEnvironment environment,
      String instanceId) {
    super("sessions");
    this.ledger = ledger;
    this.writer = writer;
    this.harnesses = harnesses;
    this.environment = environment;
    this.instanceId = instanceId;
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
      if (!accepting) {
        throw new ApiException(ErrorCode.RUNTIME_UNAVAILABLE, "The daemon is shutting down.");
      }
      return launchOrRepeat(request);
    } finally {
      launching.readLock().unlock();
    }
  }

  private Launched launchOrRepeat(LaunchRequest request) throws SQLException, InterruptedException {
    Optional<Launched> earlier = findRepeated(request);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    HarnessAdapter adapter = harnesses.adapter(request.harness());
    LaunchPaths paths = LaunchPaths.resolve(request);
    Invocation invocation = adapter.invocation(request);
    Path program = harnesses.require(adapter);
    StoredSession created;
    try {
      created = commit(transaction -> transaction.insert(newSession(request, paths)));
    } catch (SQLException e) {
      // Two requests with the same id at once: one row was first, and the other repeats it.
      return findRepeated(request).orElseThrow(() -> e);
    }
    return new Launched(start(created, program, invocation, paths).record(), false);
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

  private LiveSession requireLive(String id) throws SQLException {
    LiveSession session = live.get(id);
    if (session != null) {
      return session;
    }
    ErrorCode code =
        ledger.read(reader -> reader.session(id)).isPresent()
            ? ErrorCode.SESSION_NOT_LIVE
            : ErrorCode.SESSION_NOT_FOUND;
    String message =
        code == ErrorCode.SESSION_NOT_FOUND
            ? "No session with this id."
            : "The session is not running.";
    LOG.info(LogLine.of("refused: not live").with("session", id).with("code", code.wire()));
    throw new ApiException(code, message).with("sessionId", id);
  }

  private Optional<Launched> findRepeated(LaunchRequest request) throws SQLException {
    if (request.id() == null) {
      return Optional.empty();
    }
    Optional<StoredSession> found = ledger.read(reader -> reader.session(request.id()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!digest(request).equals(found.get().requestDigest())) {
      throw new ApiException(
              ErrorCode.SESSION_ID_CONFLICT, "Another session was launched under this id.")
          .with("sessionId", request.id());
    }
    return Optional.of(new Launched(found.get().record(), true));
  }

  private NewSession newSession(LaunchRequest request, LaunchPaths paths) {
    return new NewSession(
        request.id() != null ? request.id() : UUID.randomUUID().toString(),
        paths.root().toString(),
        request.harness(),
        request.effectiveTitle(),
        request.effectiveConversationId(),
        request.labels(),
        request.visibility(),
        digest(request),
        instanceId);
  }

  private StoredSession start(
      StoredSession created, Path program, Invocation invocation, LaunchPaths paths)
      throws SQLException, InterruptedException {
    String id = created.record().id();
    HarnessProcess process;
    try {
      process = spawn(id, program, invocation, paths);
    } catch (IOException | RuntimeException e) {
      commit(transaction -> transaction.end(created.key(), SessionStatus.FAILED, null));
      LOG.error(
          LogLine.of("spawn failed")
              .with("session", id)
              .with("program", program)
              .with("cause", e.getMessage()));
      throw new ApiException(ErrorCode.LAUNCH_FAILED, "The harness could not be started.")
          .with("sessionId", id);
    }
    ProcessTree tree = new ProcessTree(process.pid());
    // A harness that has exited already has no start to read; then no later process has it either.
    String processStart =
        ProcessIdentity.of(process.pid()).map(ProcessIdentity::start).orElse("exited");
    StoredSession running;
    LiveSession session;
    try {
      running = commit(tx -> tx.running(created.key(), process.pid(), processStart));
      session = new LiveSession(running, process, tree, invocation.input(), writer);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      // Nobody owns the process yet, and nobody will.
      tree.terminate();
      throw e;
    }
    live.put(id, session);
    session.begin(() -> live.remove(id), this::fail);
    LOG.info(
        LogLine.of("session launched")
            .with("session", id)
            .with("harness", running.record().harness())
            .with("pid", process.pid()));
    return running;
  }

  private HarnessProcess spawn(String id, Path program, Invocation invocation, LaunchPaths paths)
      throws IOException {
    boolean terminal = invocation.input() instanceof Invocation.Input.Terminal;
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(invocation.arguments());
    Map<String, String> variables = environment.forSession(id, terminal);
    return terminal
        ? TerminalProcess.start(command, paths.cwd(), variables)
        : PipedProcess.start(command, paths.cwd(), variables);
  }

  @Override
  protected void onStart() throws Exception {
    List<Orphan> orphans = commit(LedgerTransaction::recover);
    for (Orphan orphan : orphans) {
      endLeftovers(orphan);
    }
    setAccepting(true);
  }

  /** A harness that outlived its daemon is no use to anybody: nobody can reach its terminal. */
  private void endLeftovers(Orphan orphan) throws InterruptedException {
    boolean alive =
        orphan.pid() != null && new ProcessIdentity(orphan.pid(), orphan.processStart()).isAlive();
    LOG.warn(
        LogLine.of("session orphaned by an earlier daemon")
            .with("session", orphan.id())
            .with("pid", orphan.pid())
            .with("leftover", alive));
    if (alive) {
      var left = new ProcessTree(orphan.pid()).terminate();
      if (!left.isEmpty()) {
        LOG.error(LogLine.of("leftovers remain").with("session", orphan.id()).with("pids", left));
      }
    }
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    setAccepting(false);
    List<LiveSession> left = List.copyOf(live.values());
    for (LiveSession session : left) {
      try {
        session.kill();
      } catch (ApiException alreadyEnding) {
        LOG.debug(LogLine.of("session ended by itself").with("session", session.id()));
      }
    }
    long deadline = System.nanoTime() + END_BUDGET.toNanos();
    for (LiveSession session : left) {
      long millis = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
      if (!session.awaitEnded(millis)) {
        throw new IllegalStateException(
            "session " + session.id() + " did not end within " + END_BUDGET.toMillis() + " ms");
      }
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

  /** Waits for a state change, and gives its refusal back as what it was. */
  private <T> T commit(StateChange<T> change) throws SQLException, InterruptedException {
    try {
      return writer.submit(change).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("the ledger's writer failed", e.getCause());
    }
  }

  private static String digest(LaunchRequest request) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] text = request.toJson().toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha.digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
