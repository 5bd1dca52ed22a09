package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.Api;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OutputLaneTest {
  private final WriteQueue queue = new WriteQueue(TestLedger.standing());
  private final OutputLane lane = queue.openLane(7);

  @Test
  void piecesThatGatherBecomeOneEvent() throws Exception {
    TestLedger.print(lane, "one ");
    TestLedger.print(lane, "two ");
    TestLedger.print(lane, "three");

    WriteBatch batch = queue.take();

    assertEquals(List.of("7: one two three"), texts(batch));
  }

  @Test
  void whatWasTakenIsNotAddedTo() throws Exception {
    TestLedger.print(lane, "one");
    WriteBatch first = queue.take();
    TestLedger.print(lane, "two");

    assertEquals(List.of("7: two"), texts(queue.take()));
    assertEquals(List.of("7: one"), texts(first));
  }

  @Test
  void theCallersBufferIsFreeAfterTheCall() throws Exception {
    byte[] buffer = "abc".getBytes(StandardCharsets.US_ASCII);
    lane.append(buffer, 1, 2);
    buffer[1] = 'x';

    assertEquals(List.of("7: bc"), texts(queue.take()));
  }

  @Test
  void noEventIsLargerThanTheContractAllows() throws Exception {
    byte[] bytes = new byte[3 * Api.MAX_OUTPUT_EVENT_BYTES / 2];
    lane.append(bytes, 0, bytes.length);

    List<Integer> lengths = new ArrayList<>();
    int taken = 0;
    while (taken < bytes.length) {
      for (WriteBatch.Output output : queue.take().output()) {
        lengths.add(output.chunk().length());
        taken += output.chunk().length();
      }
    }
    assertEquals(List.of(Api.MAX_OUTPUT_EVENT_BYTES, Api.MAX_OUTPUT_EVENT_BYTES / 2), lengths);
  }

  @Test
  void noEventEndsWithinACharacter() throws Exception {
    String text = "a" + "€".repeat(60_000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertTrue(bytes.length < 256 * 1024, "it must fit without a taker");
    lane.append(bytes, 0, bytes.length);

    StringBuilder read = new StringBuilder();
    while (read.length() < text.length()) {
      for (WriteBatch.Output output : queue.take().output()) {
        String piece = new String(output.chunk().bytes(), StandardCharsets.UTF_8);
        assertEquals(-1, piece.indexOf('\ufffd'));
        read.append(piece);
      }
    }
    assertEquals(text, read.toString());
  }

  @Test
  void aFullShareHoldsTheReaderBackUntilSomethingIsTaken() throws Exception {
    byte[] bytes = pattern(3 * queue.laneShare());
    Thread reader = Thread.ofPlatform().start(() -> append(lane, bytes));

    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (read.size() < bytes.length) {
      // Only the last of it fits; before that the reader must have been stopped.
      if (bytes.length - read.size() > queue.laneShare()) {
        Wait.until("the share is full", () -> queue.queuedBytes() == queue.laneShare());
        Wait.parked(reader);
      }
      for (WriteBatch.Output output : queue.take().output()) {
        read.writeBytes(output.chunk().bytes());
      }
    }
    Wait.ended(reader);
    assertArrayEquals(bytes, read.toByteArray());
    assertEquals(0, queue.queuedBytes());
  }

  @Test
  void aFullLaneLeavesOthersTheirShare() throws Exception {
    byte[] bytes = pattern(4 * queue.laneShare());
    Thread greedy = Thread.ofPlatform().daemon().start(() -> append(lane, bytes));
    Wait.parked(greedy);
    OutputLane modest = queue.openLane(8);

    TestLedger.print(modest, "still here");

    assertTrue(texts(queue.take()).contains("8: still here"));
    queue.close();
    Wait.ended(greedy);
  }

  @Test
  void sharesOfManyLanesTogetherKeepToTheCapacity() throws Exception {
    int count = 100;
    List<OutputLane> lanes = new ArrayList<>(List.of(lane));
    for (int i = 1; i < count; i++) {
      lanes.add(queue.openLane(100 + i));
    }
    byte[] bytes = pattern(300 * 1024);
    List<Thread> readers = new ArrayList<>();
    for (OutputLane each : lanes) {
      readers.add(Thread.ofPlatform().daemon().start(() -> append(each, bytes)));
    }
    long full = count * (long) queue.laneShare();
    Wait.until("all shares are full", () -> queue.queuedBytes() == full);
    for (Thread reader : readers) {
      Wait.parked(reader);
    }
    assertEquals(full, queue.queuedBytes());
    assertTrue(full <= WriteQueue.CAPACITY);
    queue.close();
    for (Thread reader : readers) {
      Wait.ended(reader);
    }
  }

  @Test
  void aShareThatShrinksBelowWhatWaitsOnlyWaits() throws Exception {
    lane.append(pattern(queue.laneShare()), 0, queue.laneShare());
    for (int i = 0; i < 63; i++) {
      queue.openLane(100 + i);
    }
    byte[] more = pattern(1000);
    Thread reader = Thread.ofPlatform().start(() -> append(lane, more));
    Wait.parked(reader);
    int taken = 0;
    while (taken < 256 * 1024 + 1000) {
      taken += (int) TestLedger.outputBytes(queue.take());
    }
    Wait.ended(reader);
  }

  @Test
  void nothingIsTakenTwiceAndTheEndComesLastAndOnce() throws Exception {
    TestLedger.print(lane, "last words");
    CompletableFuture<String> end = lane.finish(transaction -> "ended");

    WriteBatch batch = queue.take();

    assertEquals(List.of("7: last words"), texts(batch));
    assertEquals(1, batch.endings().size());
    assertTrue(batch.changesState());
    assertEquals(0, queue.queuedEvents());
    assertThrows(IllegalStateException.class, () -> lane.finish(transaction -> "again"));
    assertThrows(IllegalStateException.class, () -> TestLedger.print(lane, "late"));
    queue.close();
    assertEquals(null, queue.take());
    assertTrue(!end.isDone(), "only the commit completes it");
  }

  @Test
  void theEndWaitsForOutputThatDoesNotFitInTheBatch() throws Exception {
    List<OutputLane> lanes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      OutputLane each = queue.openLane(100 + i);
      each.append(pattern(queue.laneShare()), 0, queue.laneShare());
      each.finish(transaction -> "ended");
      lanes.add(each);
    }
    int endings = 0;
    int bytes = 0;
    while (endings < lanes.size()) {
      WriteBatch batch = queue.take();
      bytes += (int) TestLedger.outputBytes(batch);
      endings += batch.endings().size();
    }
    assertEquals(8 * 256 * 1024, bytes);
  }

  @Test
  void closingWakesAReaderThatWaits() throws Exception {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    byte[] bytes = pattern(2 * queue.laneShare());
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    lane.append(bytes, 0, bytes.length);
                    outcome.complete(null);
                  } catch (InterruptedException | RuntimeException e) {
                    outcome.completeExceptionally(e);
                  }
                });
    Wait.parked(reader);

    queue.close();

    ExecutionException thrown = assertThrows(ExecutionException.class, () -> Wait.result(outcome));
    assertInstanceOf(WriterClosedException.class, thrown.getCause());
  }

  @Test
  void anInterruptionWakesAReaderThatWaits() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    byte[] bytes = pattern(2 * queue.laneShare());
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    lane.append(bytes, 0, bytes.length);
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                });
    Wait.parked(reader);
    reader.interrupt();
    Wait.open(interrupted);
  }

  private static void append(OutputLane lane, byte[] bytes) {
    try {
      lane.append(bytes, 0, bytes.length);
    } catch (InterruptedException | WriterClosedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + i % 23);
    }
    return bytes;
  }

  private static List<String> texts(WriteBatch batch) {
    return batch.output().stream()
        .map(o -> o.session() + ": " + new String(o.chunk().bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
