package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue(TestLedger.standing());

  @Test
  void changesThatWaitAreTakenTogetherAndInOrder() throws Exception {
    StateChange<String> first = transaction -> "first";
    StateChange<String> second = transaction -> "second";
    queue.submit(first);
    queue.submit(second);
    assertEquals(2, queue.queuedEvents());

    WriteBatch batch = queue.take();

    assertEquals(List.of(first, second), batch.changes().stream().map(p -> p.change()).toList());
    assertTrue(batch.changesState());
    assertEquals(0, queue.queuedEvents());
  }

  @Test
  void outputAloneChangesNoState() throws Exception {
    TestLedger.print(queue.openLane(1), "words");
    assertFalse(queue.take().changesState());
  }

  @Test
  void aBatchIsBoundedAndSessionsTakeTurns() throws Exception {
    List<OutputLane> lanes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      OutputLane lane = queue.openLane(i);
      byte[] bytes = new byte[queue.laneShare()];
      lane.append(bytes, 0, bytes.length);
      lanes.add(lane);
    }
    WriteBatch batch = queue.take();

    assertEquals(1024 * 1024, TestLedger.outputBytes(batch));
    List<Long> turns = batch.output().stream().map(WriteBatch.Output::session).toList();
    assertEquals(16, turns.stream().distinct().count(), "one chunk of each: " + turns);
    List<Long> next = queue.take().output().stream().map(WriteBatch.Output::session).toList();
    assertEquals(List.of(16L, 17L, 18L, 19L), next.subList(0, 4));
  }

  @Test
  void aChangeComesAheadOfOutputThatWaits() throws Exception {
    OutputLane lane = queue.openLane(1);
    for (int i = 0; i < 20; i++) {
      OutputLane full = queue.openLane(100 + i);
      full.append(new byte[100_000], 0, 100_000);
    }
    TestLedger.print(lane, "words");
    queue.take();
    queue.submit(transaction -> "urgent");

    assertEquals(1, queue.take().changes().size());
  }

  @Test
  void takingWaitsForWork() throws Exception {
    CompletableFuture<WriteBatch> taken = new CompletableFuture<>();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    taken.complete(queue.take());
                  } catch (InterruptedException e) {
                    taken.completeExceptionally(e);
                  }
                });
    Wait.parked(writer);
    queue.submit(transaction -> "work");
    assertEquals(1, Wait.result(taken).changes().size());
  }

  @Test
  void aClosedQueueGivesWhatWaitsAndTakesNothing() throws Exception {
    OutputLane lane = queue.openLane(1);
    TestLedger.print(lane, "words");
    queue.close();

    assertEquals(1, queue.take().output().size());
    assertNull(queue.take());
    assertThrows(WriterClosedException.class, () -> queue.submit(transaction -> ""));
    assertThrows(WriterClosedException.class, () -> queue.openLane(2));
    assertThrows(WriterClosedException.class, () -> TestLedger.print(lane, "more"));
    assertThrows(WriterClosedException.class, () -> lane.finish(transaction -> ""));
  }

  @Test
  void abandoningTellsEverybodyWhoWaits() throws Exception {
    OutputLane ended = queue.openLane(1);
    OutputLane endedBehindOutput = queue.openLane(2);
    TestLedger.print(endedBehindOutput, "not written yet");
    List<CompletableFuture<String>> waiting =
        List.of(
            queue.submit(transaction -> "a change"),
            ended.finish(transaction -> "an end"),
            endedBehindOutput.finish(transaction -> "an end behind output"));
    Exception cause = new Exception("the disk is gone");

    queue.abandon(cause);

    for (CompletableFuture<String> future : waiting) {
      assertTrue(future.isDone(), "somebody would wait for ever");
      assertSame(cause, assertThrows(ExecutionException.class, future::get).getCause());
    }
    assertNull(queue.take());
  }
}
