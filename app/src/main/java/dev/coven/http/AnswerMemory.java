package dev.coven.http;

import dev.coven.contract.Api;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The heap that requests may hold together. The heap is small and running out of it ends the daemon
 * with all its sessions, so that whoever needs much waits here before it takes any.
 */
final class AnswerMemory {
  /** For all requests together, in bytes: about a third of the heap. */
  private static final int TOTAL_BYTES = 24 * 1024 * 1024;

  /** A request body, its text, its JSON and its copy for the ledger, per byte of the body. */
  private static final int BODY_COPIES = 5;

  /**
   * A list of sessions: its JSON, its text, the answer. A list of events takes less, unless it is
   * one event that does not fit in a page: the row, and the answer, which quotes make twice as
   * long.
   */
  private static final int LIST_COPIES = 3;

  /** Below this a body is not worth waiting for, in bytes. */
  private static final long SMALL_BODY = 64 * 1024;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Semaphore free = new Semaphore(TOTAL_BYTES, true);

  /** What answering may take at most, in bytes; a negative length is not known yet. */
  static int cost(boolean list, boolean body, long length) {
    if (list) {
      return LIST_COPIES * Api.MAX_BODY_BYTES;
    }
    if (!body || length >= 0 && length <= SMALL_BODY) {
      return 0;
    }
    long most = length < 0 ? Api.MAX_BODY_BYTES : length;
    return (int) Math.min(most * BODY_COPIES, TOTAL_BYTES);
  }

  /**
   * Takes a share; waits while others hold too much.
   *
   * @throws ApiException {@code runtime_unavailable} when nothing came free in time
   * @throws InterruptedException when interrupted while waiting
   */
  Share take(int bytes) throws InterruptedException {
    if (!free.tryAcquire(bytes, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ApiException(
          ErrorCode.RUNTIME_UNAVAILABLE, "Too many large requests at once; repeat it later.");
    }
    return new Share(bytes);
  }

  /** Held by one request; given back in parts, from one thread at a time. */
  final class Share {
    private int held;

    private Share(int bytes) {
      this.held = bytes;
    }

    /** Keeps at most so much. */
    synchronized void shrinkTo(int bytes) {
      if (held > bytes) {
        free.release(held - bytes);
        held = bytes;
      }
    }
  }
}
