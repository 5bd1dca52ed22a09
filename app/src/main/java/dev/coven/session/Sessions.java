package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.TerminalSize;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The sessions of this daemon: launches them, knows which are live, and ends them when it ends. */
public final class Sessions extends ContractDaemon {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final EventWriter writer;
  private final Recovery recovery;
  private final Optional<SessionKeeper> keeper;
  private final LiveSessions live;
  private final Launches launches;
  private final PastSessions past;
  private final ExternalSessions external;

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
    this.writer = writer;
    this.keeper = keeper;
    Starter starter =
        keeper
            .<Starter>map(kept -> new KeptStarter(kept, directories))
            .orElseGet(() -> new PlainStarter(directories));
    this.live = new LiveSessions(ledger, this::fail);
    this.launches =
        new Launches(
            ledger,
            new Launcher(writer, harnesses, environment, instanceId, starter, redactor),
            live,
            maxLive);
    this.past = new PastSessions(ledger, writer, directories, live::find);
    this.external = new ExternalSessions(ledger, writer, redactor);
    Optional<Adoption> adoption =
        keeper.map(kept -> new Adoption(kept, directories, ledger, writer, redactor, instanceId));
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

  /** Those that something else runs. */
  public ExternalSessions external() {
    return external;
  }

  /** How many sessions are live. */
  public int liveCount() {
    return live.count();
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
    return launches.launch(request);
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
    live.require(id).send(data);
  }

  /**
   * Refuses input to a session that cannot take any, before anybody looks at the input.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void requireTypable(String id) throws SQLException {
    live.require(id).requireOpenInput();
  }

  /**
   * Asks for the end of a session; it becomes killed when its processes are gone.
   *
   * @throws ApiException {@code session_not_found}, {@code session_not_live}, or {@code
   *     external_session_not_killable} when something else runs it
   * @throws SQLException when the ledger cannot be read
   */
  public void kill(String id) throws SQLException {
    live.requireKillable(id).kill();
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
    live.require(id).resize(size);
  }

  /**
   * Refuses a size for a session that has no terminal, before anybody looks at the size.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  public void requireResizable(String id) throws SQLException {
    live.require(id).requireTerminal();
  }

  @Override
  protected void onStart() throws Exception {
    recovery.settle().forEach(this::resume);
    past.finishDeletions();
    launches.open();
  }

  private void resume(Recovery.Adopted adopted) {
    LiveSession session = adopted.session();
    LOG.info(
        LogLine.of("session taken over")
            .with("session", session.id())
            .with("pid", adopted.open().pid()));
    live.begin(session);
    if (adopted.open().killed()) {
      session.kill();
    }
  }

  /**
   * Takes no more launches and ends what is live, within {@link LiveSessions#END_BUDGET}, where it
   * cannot be handed over. Where it can, nothing is done yet: clients are served as ever until
   * nobody asks. Without effect when it was called before.
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
    if (keeper.isPresent() || launches.isClosed()) {
      return 0;
    }
    launches.close();
    return live.endAll();
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    if (keeper.isPresent()) {
      writer.drain();
      launches.close();
      live.handOverAll();
    } else {
      endUnlessKept();
    }
    if (live.count() > 0) {
      throw new IllegalStateException(
          live.count()
              + " sessions did not end within "
              + LiveSessions.END_BUDGET.toMillis()
              + " ms");
    }
  }
}
