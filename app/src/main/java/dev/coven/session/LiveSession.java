package dev.coven.session;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.Reason;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.harness.Invocation;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** How long output may still come after the harness has exited, from what it left running. */
  private static final long AFTERWORD_MILLIS = 1_000;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final StoredSession session;
  private final HarnessProcess process;
  private final ProcessTree tree;
  private final EventWriter writer;
  private final OutputLane lane;
  private final OutputReader reader;
  private final Invocation.Input inputKind;
  private final InputPump input;
  private final CountDownLatch outputRead = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean live = true;
  private CompletableFuture<Set<Long>> kill;

  LiveSession(
      StoredSession session,
      HarnessProcess process,
      ProcessTree tree,
      Invocation.Input inputKind,
      EventWriter writer) {
    this.session = session;
    this.process = process;
    this.tree = tree;
    this.writer = writer;
    this.inputKind = inputKind;
    this.lane = writer.openLane(session.key());
    this.reader = new OutputReader(process.output(), lane, process::isAlive);
    UnaryOperator<String> encoding =
        inputKind instanceof Invocation.Input.Lines lines
            ? lines.encoding()::encode
            : UnaryOperator.identity();
    this.input =
        new InputPump(process.input(), new InputRecorder(writer, session.key()), encoding, id());
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
    if (inputKind instanceof Invocation.Input.Lines lines) {
      // Not on the session's thread: a quick client's input must not overtake the prompt.
      queueFirst(lines.first());
    }
    // Platform threads: reading a terminal blocks in native code, which would hold a carrier.
    Thread.ofPlatform()
        .daemon()
        .name("coven-output-" + id())
        .start(
            () -> {
              try {
                reader.run();
              } catch (InterruptedException | IllegalStateException e) {
                LOG.warn(
                    LogLine.of("output is no longer read").with("session", id()).with("cause", e));
              } finally {
                outputRead.countDown();
              }
            });
    Thread.ofPlatform()
        .daemon()
        .name("coven-session-" + id())
        .start(
            () -> {
              try {
                if (inputKind instanceof Invocation.Input.Once once) {
                  feed(once.content());
                }
                awaitEnd();
                whenEnded.run();
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

  private void feed(String prompt) {
    try {
      process.input().write(prompt.getBytes(StandardCharsets.UTF_8));
      process.input().close();
    } catch (IOException e) {
      // A harness may exit without reading its prompt; its exit code tells the rest.
      LOG.info(LogLine.of("prompt was not read").with("session", id()).with("cause", e));
    }
  }

  private void awaitEnd() throws InterruptedException, ExecutionException {
    int exitCode = process.waitFor();
    awaitLastOutput();
    CompletableFuture<Set<Long>> killed;
    synchronized (this) {
      live = false;
      killed = kill;
    }
    input.stop();
    if (killed != null && !killed.get().isEmpty()) {
      LOG.error(
          LogLine.of("processes survived a kill").with("session", id()).with("pids", killed.get()));
    }
    SessionStatus status = outcome(exitCode, killed != null);
    lane.finish(transaction -> transaction.end(session.key(), status, exitCode)).get();
    closeProcess();
    LOG.info(
        LogLine.of("session ended")
            .with("session", id())
            .with("status", status.wire())
            .with("exit", exitCode));
  }

  private void closeProcess() {
    try {
      process.close();
    } catch (IOException e) {
      // Input that the harness never read is lost with it, and harms nobody else.
      LOG.info(LogLine.of("input was left unread").with("session", id()).with("cause", e));
    }
  }

  /**
   * Waits for the end of the output, however long the ledger takes to take it, and ends what the
   * harness left running. What hid from that and still holds the output is left alone.
   */
  private void awaitLastOutput() throws InterruptedException {
    awaitOutputOrQuiet();
    Set<Long> left = tree.living();
    if (!left.isEmpty()) {
      LOG.warn(
          LogLine.of("harness left processes running, ending them")
              .with("session", id())
              .with("pids", left));
      tree.terminate();
    }
    if (!awaitOutputOrQuiet()) {
      LOG.warn(LogLine.of("output is held by a process that hides").with("session", id()));
    }
  }

  private boolean awaitOutputOrQuiet() throws InterruptedException {
    while (!outputRead.await(AFTERWORD_MILLIS, TimeUnit.MILLISECONDS)) {
      if (reader.isQuietFor(TimeUnit.MILLISECONDS.toNanos(AFTERWORD_MILLIS))) {
        return false;
      }
    }
    return true;
  }

  private SessionStatus outcome(int exitCode, boolean killed) {
    if (killed) {
      return SessionStatus.KILLED;
    }
    if (exitCode != 0) {
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
    LOG.warn(LogLine.of("input failed").with("session", id()).with("cause", cause));
    return new ApiException(ErrorCode.SEND_INPUT_FAILED, "The harness did not take the input.")
        .with("sessionId", id());
  }
}
