package dev.coven.session;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.Reason;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.TerminalSize;
import dev.coven.harness.Invocation;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * A session whose harness runs: owns the process, carries its output, and writes its one end.
 *
 * <p>The end goes through {@link #live}: once it is false, no input and no kill is accepted, so
 * nothing can be written behind the session's last event.
 */
final class LiveSession {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final StoredSession session;
  private final HarnessProcess process;
  private final ProcessTree tree;
  private final EventWriter writer;
  private final OutputLane lane;
  private final SessionOutput output;
  private final String instanceId;
  private final SessionInput input;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean live = true;
  private boolean ending;
  private boolean handedOver;
  private SessionKill kill;

  LiveSession(
      StoredSession session,
      HarnessProcess process,
      ProcessTree tree,
      Invocation.Input inputKind,
      EventWriter writer,
      SessionRedactors redactors,
      String instanceId) {
    this.session = session;
    this.process = process;
    this.tree = tree;
    this.writer = writer;
    this.instanceId = instanceId;
    this.lane = SessionOutput.lane(session, process, writer);
    this.output = new SessionOutput(id(), process, redactors.output(), lane);
    this.input = new SessionInput(id(), process, inputKind, lane, redactors.input());
  }

  String id() {
    return session.record().id();
  }

  /** The session as it was when it began to run. */
  SessionRecord record() {
    return session.record();
  }

  /**
   * Begins to carry output, and to wait for the end.
   *
   * @param whenEnded called once, after the end is in the ledger
   * @param whenBroken called instead when the end cannot be written
   */
  void begin(Runnable whenEnded, Consumer<Throwable> whenBroken) {
    // Not on the session's thread: a quick client's input must not overtake the prompt.
    input.begin();
    output.begin();
    Thread.ofPlatform()
        .daemon()
        .name("coven-session-" + id())
        .start(
            () -> {
              try {
                process.begin();
                if (awaitEnd()) {
                  whenEnded.run();
                }
              } catch (Throwable e) {
                whenBroken.accept(e);
              } finally {
                ended.countDown();
              }
            });
  }

  /** Waits until the end is in the ledger. */
  boolean awaitEnded(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Types into the harness.
   *
   * @param data what is typed
   * @throws ApiException {@code session_not_live} when it ended, or reads nothing; {@code
   *     send_input_failed} when the terminal or pipe refused
   */
  void send(String data) {
    CompletableFuture<Void> written;
    synchronized (this) {
      requireLive();
      written = input.queue(data);
    }
    input.await(written);
  }

  /**
   * Says how large the terminal is.
   *
   * @param size the new size
   * @throws ApiException {@code session_not_live} when it ended, or has no terminal
   */
  synchronized void resize(TerminalSize size) {
    requireLive();
    requireTerminal();
    try {
      process.resize(size);
    } catch (IOException e) {
      LOG.info(LogLine.of("terminal took no size").with("session", id()).with("cause", e));
      throw notLive("The session's terminal is closed.");
    }
  }

  /** Refuses when there is nothing that has a size. */
  void requireTerminal() {
    if (!process.onTerminal()) {
      throw notLive("The session has no terminal.").with("reason", Reason.NO_TERMINAL.wire());
    }
  }

  /** Refuses when nobody reads what would be typed. */
  void requireOpenInput() {
    input.requireOpen();
  }

  /**
   * Asks for the end of the harness and of everything it started. Returns at once; the session
   * becomes killed when they are really gone.
   *
   * @throws ApiException {@code session_not_live} when it has ended
   */
  synchronized void kill() {
    requireLive();
    if (kill != null) {
      return;
    }
    kill = SessionKill.begin(id(), tree);
    JsonObject payload = new JsonObject();
    payload.addProperty("status", SessionStatus.KILLED.wire());
    writer.submit(
        transaction -> {
          transaction.event(session.key(), EventKind.KILL, payload);
          return null;
        });
  }

  /**
   * Leaves the session to the next daemon, which finds it where this one let go.
   *
   * @param millis how long that may take
   * @return false when it ends already, or cannot be handed over
   * @throws InterruptedException when interrupted while waiting
   */
  boolean handOver(long millis) throws InterruptedException {
    synchronized (this) {
      if (!live || ending || process.handover().isEmpty() || !process.isAlive()) {
        return false;
      }
      live = false;
      handedOver = true;
    }
    if (!output.handOver(millis)) {
      LOG.warn(LogLine.of("output is handed over while it waits").with("session", id()));
    }
    input.stop();
    closeLane(millis);
    return true;
  }

  /**
   * What was read is committed before the next daemon looks how far the ledger is, if it can be.
   */
  private void closeLane(long millis) throws InterruptedException {
    try {
      Object unused = lane.finish(transaction -> null).get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn(
          LogLine.of("session is handed over before all of it is in the ledger")
              .with("session", id())
              .with("cause", e));
    }
  }

  /** Returns whether the end was written: not when the session was handed over. */
  private boolean awaitEnd() throws IOException, InterruptedException, ExecutionException {
    OptionalInt exitCode = process.waitFor();
    SessionKill killed;
    synchronized (this) {
      if (handedOver) {
        return false;
      }
      ending = true;
    }
    output.awaitLast(tree);
    synchronized (this) {
      live = false;
      killed = kill;
    }
    input.stop();
    if (killed != null) {
      killed.await();
    }
    SessionEnd end = SessionEnd.of(session, process, exitCode, killed != null, instanceId);
    lane.finish(end).get();
    closeProcess();
    LOG.info(
        LogLine.of("session ended")
            .with("session", id())
            .with("status", end.status().wire())
            .with("exit", end.knownExitCode()));
    return true;
  }

  private void closeProcess() {
    try {
      process.close();
    } catch (IOException e) {
      // Input that the harness never read is lost with it, and harms nobody else.
      LOG.info(LogLine.of("input was left unread").with("session", id()).with("cause", e));
    }
  }

  private void requireLive() {
    if (!live) {
      throw notLive("The session has ended.");
    }
  }

  private ApiException notLive(String message) {
    return ApiException.ofSession(ErrorCode.SESSION_NOT_LIVE, id(), message);
  }
}
