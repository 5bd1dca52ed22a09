package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.Reason;
import dev.coven.harness.Invocation;
import dev.coven.harness.StreamJson;
import dev.coven.ledger.OutputLane;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.StreamRedactor;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The input of one session: what is typed is queued in order, written, and recorded. */
final class SessionInput {
  /** How long a request waits to hear whether the harness took its input. */
  private static final long WAIT_MILLIS = 1_000;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final String id;
  private final HarnessProcess process;
  private final Invocation.Input kind;
  private final InputPump pump;

  /**
   * The input of a session.
   *
   * @param id the session
   * @param process who reads it
   * @param kind what it is
   * @param lane gets the record of it
   * @param redactor masks secrets in that
   */
  SessionInput(
      String id,
      HarnessProcess process,
      Invocation.Input kind,
      OutputLane lane,
      StreamRedactor redactor) {
    this.id = id;
    this.process = process;
    this.kind = kind;
    UnaryOperator<String> encoding =
        kind instanceof Invocation.Input.Lines ? StreamJson::userLine : UnaryOperator.identity();
    this.pump =
        new InputPump(
            process.input(), process::echoes, new InputRecorder(lane, redactor), encoding, id);
  }

  /** Queues what the harness is told at its begin, where that goes to its standard input. */
  void begin() {
    if (kind instanceof Invocation.Input.Lines lines && lines.first() != null) {
      try {
        pump.send(lines.first());
      } catch (IOException e) {
        throw new IllegalStateException("the queue is full before the first input", e);
      }
    }
  }

  /**
   * Refuses when nobody reads what would be typed.
   *
   * @throws ApiException {@code session_not_live} with the reason
   */
  void requireOpen() {
    if (kind instanceof Invocation.Input.Once) {
      throw ApiException.ofSession(
              ErrorCode.SESSION_NOT_LIVE, id, "The session's standard input is closed.")
          .with("reason", Reason.STDIN_CLOSED.wire());
    }
  }

  /**
   * Queues what was typed.
   *
   * @param data what was typed
   * @return to be {@linkplain #await awaited}
   * @throws ApiException {@code session_not_live} when nobody reads it, {@code send_input_failed}
   *     when too much waits already
   */
  CompletableFuture<Void> queue(String data) {
    requireOpen();
    try {
      return pump.send(data);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Waits a moment to hear whether the harness took what was queued.
   *
   * @throws ApiException {@code send_input_failed} when its terminal or pipe refused
   */
  void await(CompletableFuture<Void> written) {
    try {
      written.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It is queued, in order, and bounded: accepted, though the harness does not read just now.
      LOG.debug(LogLine.of("input waits for the harness").with("session", id));
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    }
  }

  /**
   * Takes no more; what was typed so far is recorded, however long the ledger takes.
   *
   * @throws InterruptedException when interrupted while waiting
   */
  void stop() throws InterruptedException {
    pump.stop(this::leave);
  }

  private void leave() {
    try {
      process.leave();
    } catch (IOException e) {
      LOG.warn(LogLine.of("input cannot be left").with("session", id).with("cause", e));
    }
  }

  private ApiException failed(Throwable cause) {
    LOG.warn(
        LogLine.of("input failed")
            .with("session", id)
            .with("code", ErrorCode.SEND_INPUT_FAILED.wire())
            .with("cause", cause));
    return ApiException.ofSession(
        ErrorCode.SEND_INPUT_FAILED, id, "The harness did not take the input.");
  }
}
