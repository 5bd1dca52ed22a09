package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.http.EventFrames.Place;
import dev.coven.ledger.StoredEvent;
import dev.coven.ledger.StoredSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as messages, and where a stream stands that has sent a part of them. */
class EventFramesTest {
  @TempDir private Path directory;
  private StreamStage stage;
  private StoredSession session;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(directory);
    session = stage.ledger.running("s", 1);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private EventFrames read(long after, boolean large) throws Exception {
    return stage.ledger.ledger.read(
        reader -> EventFrames.read(reader, session.key(), "s", after, large));
  }

  private static byte[] bytes(EventFrames frames, int from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece : frames.from(from, 0)) {
      byte[] part = new byte[piece.remaining()];
      piece.get(part);
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  @Test
  void nothingIsNotTheEndWhileTheSessionIsOpen() throws Exception {
    EventFrames frames = read(0, false);
    assertTrue(frames.isEmpty() && frames.isComplete());
    assertFalse(frames.isLast());
    stage.end(session);
    assertTrue(read(0, false).isLast());
    assertTrue(read(99, false).isLast());
  }

  @Test
  void aSessionThatIsGoneHasEnded() throws Exception {
    EventFrames frames =
        stage.ledger.ledger.read(reader -> EventFrames.read(reader, 4711, "gone", 0, false));
    assertTrue(frames.isEmpty() && frames.isLast());
  }

  @Test
  void whatIsLongComesInParts() throws Exception {
    stage.printLarge(session, 10);
    stage.end(session);
    EventFrames first = read(0, false);
    assertFalse(first.isComplete() || first.isLast());
    assertTrue(bytes(first, 0).length < 700_000);
    List<StoredEvent> all = stage.ledger.events("s");
    long after = 0;
    int parts = 0;
    for (EventFrames frames = first; !frames.isEmpty(); frames = read(after, false)) {
      after = frames.place(after, bytes(frames, 0).length).after();
      parts++;
    }
    assertEquals(all.getLast().seq(), after);
    assertTrue(parts > 3, () -> "in several parts");
  }

  @Test
  void aPlaceIsWhereTheBytesEnd() throws Exception {
    stage.add(session, 3);
    EventFrames frames = read(0, false);
    List<StoredEvent> all = stage.ledger.events("s");
    int length = bytes(frames, 0).length;
    int each = length / 3;
    assertEquals(new Place(0, 0, 0), frames.place(0, 0));
    assertEquals(new Place(0, 1, all.get(0).seq()), frames.place(0, 1));
    assertEquals(new Place(0, each - 1, all.get(0).seq()), frames.place(0, each - 1));
    assertEquals(new Place(all.get(0).seq(), 0, 0), frames.place(0, each));
    assertEquals(new Place(all.get(0).seq(), 5, all.get(1).seq()), frames.place(0, each + 5));
    assertEquals(new Place(all.get(2).seq(), 0, 0), frames.place(0, length));
    assertEquals(new Place(7, 0, 0), read(99, false).place(7, 0));
  }

  @Test
  void fromAnyPlaceTheRestIsTheSame() throws Exception {
    stage.printLarge(session, 4);
    byte[] whole = bytes(read(0, false), 0);
    for (int sent = 0; sent <= whole.length; sent += 4093) {
      Place place = read(0, false).place(0, sent);
      EventFrames again = read(place.after(), false);
      if (place.offset() > 0) {
        assertEquals(place.partial(), again.firstSeq());
      }
      byte[] rest = bytes(again, place.offset());
      int common = Math.min(rest.length, whole.length - sent);
      assertArrayEquals(
          Arrays.copyOfRange(whole, sent, sent + common), Arrays.copyOf(rest, common));
    }
  }

  @Test
  void theFirstBytesAreOnePieceWhereTheyWereAnnouncedAsOne() throws Exception {
    stage.printLarge(session, 2);
    EventFrames frames = read(0, false);
    byte[] whole = bytes(frames, 0);
    int length = whole.length;
    for (int together : List.of(1, 20_000, 70_000, length - 5)) {
      List<ByteBuffer> pieces = frames.from(5, together);
      assertEquals(together, pieces.getFirst().remaining());
      assertEquals(length - 5, pieces.stream().mapToInt(ByteBuffer::remaining).sum());
      assertEquals(ByteBuffer.wrap(whole, 5, together), pieces.getFirst(), "the bytes that follow");
    }
    assertThrows(IllegalArgumentException.class, () -> frames.from(5, length));
  }

  @Test
  void whatIsLargeIsReadAloneAndOnlyWhenAskedFor() throws Exception {
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "x".repeat(100_000));
    stage.add(session, 2);
    stage.ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.INPUT, payload);
          return null;
        });
    stage.add(session, 1);
    List<StoredEvent> all = stage.ledger.events("s");
    EventFrames before = read(0, false);
    assertTrue(before.isLargeNext());
    assertFalse(before.isComplete());
    long second = all.get(1).seq();
    assertEquals(second, before.place(0, bytes(before, 0).length).after());
    EventFrames none = read(second, false);
    assertTrue(none.isEmpty() && none.isLargeNext());
    EventFrames large = read(second, true);
    assertEquals(all.get(2).seq(), large.firstSeq());
    assertFalse(large.isLargeNext() || large.isComplete());
    assertEquals(all.get(2).seq(), large.place(second, bytes(large, 0).length).after());
  }
}
