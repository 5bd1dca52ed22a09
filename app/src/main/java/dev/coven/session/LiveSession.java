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
import dev.coven.harness.StreamJson;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.LedgerTransaction;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * A session whose harness runs: owns the process, carries its output, and writes its one end.
 *
 * <p>The end goes through {@link #live}: once it is false, no input and no kill is accepted, so
 * nothing can be written behind the session's last event.
 */
final class LiveSession {
  /** How long a request waits to hear whether the harness took its input. */
  private static final long INPUT_WAIT_MILLIS = 1_000;

  /** What a shell adds to the number of the signal that ended a program. */
  private static final int SIGNALLED = 128;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final StoredSession session;
  private final HarnessProcess process;
  private final ProcessTree tree;
  private final EventWriter writer;
  private final OutputLane lane;
  private final SessionOutput output;
  private final Invocation.Input inputKind;
  private final String instanceId;
  private final InputPump input;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean live = true;
  private boolean ending;
  private boolean handedOver;
  private CompletableFuture<Set<Long>> kill;

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
    this.inputKind = inputKind;
    this.instanceId = instanceId;
    this.lane = lane(session, process, writer);
    this.output = new SessionOutput(id(), process, redactors.output(), lane);
    UnaryOperator<String> encoding =
        inputKind instanceof Invocation.Input.Lines
            ? StreamJson::userLine
            : UnaryOperator.identity();
    this.input =
        new InputPump(
            process.input(),
            process::echoes,
            new InputRecorder(lane, redactors.input()),
            encoding,
            id());
  }

  private static OutputLane lane(
      StoredSession session, HarnessProcess process, EventWriter writer) {
    if (process.handover().isEmpty()) {
      return writer.openLane(session.key());
    }
    OutputSource output = process.output();
    return writer.openLane(
        session.key(), output.begin(), position -> forget(output, position, session));
  }

  /** On the writer's thread: a failure costs memory, and must not cost the writer. */
  private static void forget(OutputSource output, long position, StoredSession session) {
    try {
      output.committed(position);
    } catch (IOException e) {
      LOG.warn(
          LogLine.of("memory of committed output is not given back")
              .with("session", session.record().id())
              .with("cause", e));
    }
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
    if (inputKind instanceof Invocation.Input.Lines lines && lines.first() != null) {
      // Not on the session's thread: a quick client's input must not overtake the prompt.
      queueFirst(lines.first());
    }
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
      requireOpenInput();
      try {
        written = input.send(data);
      } catch (IOException e) {
        throw inputFailed(e);
      }
    }
    try {
      written.get(INPUT_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It is queued, in order, and bounded: accepted, though the harness does not read just now.
      LOG.debug(LogLine.of("input waits for the harness").with("session", id()));
    } catch (ExecutionException e) {
      throw inputFailed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw inputFailed(e);
    }
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
    if (inputKind instanceof Invocation.Input.Once) {
      throw notLive("The session's standard input is closed.")
          .with("reason", Reason.STDIN_CLOSED.wire());
    }
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
    CompletableFuture<Set<Long>> result = new CompletableFuture<>();
    kill = result;
    Thread.ofPlatform()
        .daemon()
        .name("coven-kill-" + id())
        .start(
            () -> {
              try {
                result.complete(tree.terminate());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    JsonObject payload = new JsonObject();
    payload.addProperty("status", SessionStatus.KILLED.wire());
    writer.submit(
        transaction -> {
          transaction.event(session.key(), EventKind.KILL, payload);
          return null;
        });
  }

  private void queueFirst(String message) {
    try {
      input.send(message);
    } catch (IOException e) {
      throw new IllegalStateException("the queue is full before the first input", e);
    }
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
    input.stop(this::leaveProcess);
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
    CompletableFuture<Set<Long>> killed;
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
    input.stop(this::leaveProcess);
    if (killed != null && !killed.get().isEmpty()) {
      LOG.error(
          LogLine.of("processes survived a kill").with("session", id()).with("pids", killed.get()));
    }
    SessionStatus status = outcome(exitCode, killed != null);
    lane.finish(transaction -> end(transaction, status, exitCode)).get();
    closeProcess();
    LOG.info(
        LogLine.of("session ended")
            .with("session", id())
            .with("status", status.wire())
            .with("exit", exitCode.isPresent() ? exitCode.getAsInt() : null));
    return true;
  }

  private boolean end(LedgerTransaction transaction, SessionStatus status, OptionalInt exitCode)
      throws SQLException {
    if (status == SessionStatus.ORPHANED) {
      return transaction.orphan(session.key(), instanceId, process.pid());
    }
    Integer known = exitCode.isPresent() ? exitCode.getAsInt() : null;
    return transaction.end(session.key(), status, known);
  }

  private void leaveProcess() {
    try {
      process.leave();
    } catch (IOException e) {
      LOG.warn(LogLine.of("input cannot be left").with("session", id()).with("cause", e));
    }
  }

  private void closeProcess() {
    try {
      process.close();
    } catch (IOException e) {
      // Input that the harness never read is lost with it, and harms nobody else.
      LOG.info(LogLine.of("input was left unread").with("session", id()).with("cause", e));
    }
  }

  private SessionStatus outcome(OptionalInt exitCode, boolean killed) {
    if (killed) {
      return SessionStatus.KILLED;
    }
    if (exitCode.isEmpty()) {
      return process.isBeingStopped() ? SessionStatus.KILLED : SessionStatus.ORPHANED;
    }
    if (exitCode.getAsInt() > SIGNALLED && process.isBeingStopped()) {
      return SessionStatus.KILLED;
    }
    if (exitCode.getAsInt() != 0) {
      return SessionStatus.FAILED;
    }
    return session.record().conversationId() == null ? SessionStatus.COMPLETED : SessionStatus.IDLE;
  }

  private void requireLive() {
    if (!live) {
      throw notLive("The session has ended.");
    }
  }

  private ApiException notLive(String message) {
    return new ApiException(ErrorCode.SESSION_NOT_LIVE, message).with("sessionId", id());
  }

  private ApiException inputFailed(Throwable cause) {
    LOG.warn(
        LogLine.of("input failed")
            .with("session", id())
            .with("code", ErrorCode.SEND_INPUT_FAILED.wire())
            .with("cause", cause));
    return new ApiException(ErrorCode.SEND_INPUT_FAILED, "The harness did not take the input.")
        .with("sessionId", id());
  }
}
