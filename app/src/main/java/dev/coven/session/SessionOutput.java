package dev.coven.session;

import dev.coven.ledger.EventWriter;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.StreamRedactor;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The output of one session: a thread that carries it, and its end. */
final class SessionOutput {
  /** How long output may still come after the harness has exited, from what it left running. */
  private static final long AFTERWORD_MILLIS = 1_000;

  /** How often it is looked whether the reader found nothing more. */
  private static final long LOOK_MILLIS = 10;

  /**
   * A reader that waits so long has found nothing: then all that was printed before has been read.
   */
  private static final long EMPTY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final TaggedLogger LOG = Logger.tag("session");

  private final String id;
  private final HarnessProcess process;
  private final OutputReader reader;
  private final CountDownLatch read = new CountDownLatch(1);
  private volatile boolean handedOver;

  SessionOutput(String id, HarnessProcess process, StreamRedactor redactor, OutputLane lane) {
    this.id = id;
    this.process = process;
    this.reader = new OutputReader(process.output(), redactor, lane);
  }

  /**
   * Opens the way of a session's output into the ledger; what is committed there needs no longer be
   * stored for the next daemon.
   */
  static OutputLane lane(StoredSession session, HarnessProcess process, EventWriter writer) {
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

  /** Begins to read, on a platform thread: reading blocks in native code, and holds its carrier. */
  void begin() {
    Thread.ofPlatform().daemon().name("coven-output-" + id).start(this::run);
  }

  private void run() {
    try {
      reader.run();
      if (!handedOver || !process.output().keepsUncommitted()) {
        reader.finish();
      }
    } catch (InterruptedException | IOException | IllegalStateException e) {
      LOG.warn(LogLine.of("output is no longer read").with("session", id).with("cause", e));
    } finally {
      read.countDown();
    }
  }

  /**
   * Waits for the end of the output of a harness that has exited, however long the ledger takes to
   * take it. What it left running may go on printing for a second and is then ended. What hid from
   * that and still holds the output is left alone, once everything of the harness has been read.
   *
   * @param tree the harness's processes
   * @throws InterruptedException when interrupted while waiting
   */
  void awaitLast(ProcessTree tree) throws InterruptedException {
    if (awaitEnd(AFTERWORD_MILLIS)) {
      endLeftovers(tree); // They may have closed their output, and live all the same.
      return;
    }
    endLeftovers(tree);
    boolean ended = awaitEnd(AFTERWORD_MILLIS);
    while (!ended && !reader.isQuietFor(EMPTY_NANOS)) {
      ended = awaitEnd(LOOK_MILLIS);
    }
    if (!ended) {
      LOG.warn(LogLine.of("output is held by a process that hides").with("session", id));
      leave();
      read.await();
    }
  }

  private boolean awaitEnd(long millis) throws InterruptedException {
    return read.await(millis, TimeUnit.MILLISECONDS);
  }

  private void endLeftovers(ProcessTree tree) throws InterruptedException {
    Set<Long> left = tree.living();
    if (!left.isEmpty()) {
      LOG.warn(
          LogLine.of("harness left processes running, ending them")
              .with("session", id)
              .with("pids", left));
      tree.terminate();
    }
  }

  /**
   * Stops reading, though the harness lives; the next daemon goes on where the ledger ends.
   *
   * @param millis how long the reader may take
   * @return whether it has ended
   * @throws InterruptedException when interrupted while waiting
   */
  boolean handOver(long millis) throws InterruptedException {
    handedOver = true;
    leave();
    return awaitEnd(millis);
  }

  private void leave() {
    try {
      process.leave();
    } catch (IOException e) {
      LOG.warn(LogLine.of("output cannot be left").with("session", id).with("cause", e));
    }
  }
}
