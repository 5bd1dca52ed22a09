package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.ledger.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers' bytes are those that Gson would write, whatever was printed. */
class EventJsonTest {
  private static final String SESSION = "a \"session\" of ü";
  private static final long CREATED_AT = 1_767_323_045_678L;

  /** What escapes, what validity and what lengths hang on. */
  private static final String[] PARTS = {
    "plain text, as most is",
    "\"",
    "\\",
    "\\\"",
    "\r\n",
    "\u0000\b\t\f\u001b[1m\u001f",
    "\u007f\u0080\u009f",
    "<a href='x'>&amp;=</script>",
    "ü€\ud83d\ude80",
    "\u07ff\u0800\ud7ff\ue000\ufffd\uffff",
    "\ud800\udc00\udbff\udfff",
    "\u2027\u2028\u2029\u202a",
    "{\"data\":\"x\"}",
  };

  /** First bytes, continuations and the bytes beside them: most sequences of them are malformed. */
  private static final int[] UNITS = {
    0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xa8, 0xa9, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xe2,
    0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, '"', '\\', '\n', 'x'
  };

  private static AnswerBuffer buffer(int before) {
    AnswerBuffer out = new AnswerBuffer();
    out.put(new byte[before]);
    return out;
  }

  private static String text(AnswerBuffer out, int before) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece : out.pieces()) {
      bytes.write(piece.array(), piece.position(), piece.remaining());
    }
    // A byte a character, so that bytes are compared and not what they mean.
    return bytes.toString(StandardCharsets.ISO_8859_1).substring(before);
  }

  private static String wire(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String eventByGson(StoredEvent event) {
    String payload = event.text();
    if (event.kind() == EventKind.OUTPUT) {
      JsonObject object = new JsonObject();
      object.addProperty("data", event.text());
      if (!isUtf8(event.stored())) {
        object.addProperty("raw", Base64.getEncoder().encodeToString(event.stored()));
      }
      payload = object.toString();
    }
    JsonObject json = new JsonObject();
    json.addProperty("seq", event.seq());
    json.addProperty("id", event.id());
    json.addProperty("session_id", SESSION);
    json.addProperty("kind", event.kind().wire());
    json.addProperty("payload_json", payload);
    json.addProperty("created_at", Json.format(Instant.ofEpochMilli(event.createdAt())));
    return json.toString();
  }

  private static String logEntryByGson(StoredEvent event) {
    JsonObject json = new JsonObject();
    json.addProperty("ts", Json.format(Instant.ofEpochMilli(event.createdAt())));
    json.addProperty("level", "info");
    json.addProperty(
        "message",
        switch (event.kind()) {
          case OUTPUT -> event.text();
          case INPUT -> "> " + Json.parseObject(event.text()).get("data").getAsString();
          case EXIT, KILL, RECOVERY -> event.kind().wire() + ": " + event.text();
        });
    return json.toString();
  }

  /** As an event and as an entry of the log, which begin anywhere in a piece of the buffer. */
  private static void check(EventKind kind, byte[] stored, int before) {
    StoredEvent event = new StoredEvent(4711, kind, CREATED_AT, stored);
    AnswerBuffer asEvent = buffer(before);
    EventJson.event(event, JsonTextWriter.quoted(SESSION), asEvent);
    assertEquals(wire(eventByGson(event)), text(asEvent, before));
    AnswerBuffer asEntry = buffer(before);
    EventJson.logEntry(event, asEntry);
    assertEquals(wire(logEntryByGson(event)), text(asEntry, before));
  }

  private static byte[] text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] units(Random random) {
    byte[] bytes = new byte[random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) UNITS[random.nextInt(UNITS.length)];
    }
    return bytes;
  }

  /** Text that was broken off, or lost a byte. */
  private static byte[] damaged(Random random) {
    byte[] bytes = text(random);
    if (bytes.length == 0) {
      return bytes;
    }
    if (random.nextBoolean()) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    return bytes;
  }

  private static Stream<Long> seeds() {
    return IntStream.range(0, 20).mapToObj(i -> 1_000_003L * i);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void outputIsWrittenAsGsonWouldWriteIt(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      check(EventKind.OUTPUT, text(random), random.nextInt(17_000));
      check(EventKind.OUTPUT, bytes(random), 0);
      check(EventKind.OUTPUT, units(random), 0);
      check(EventKind.OUTPUT, damaged(random), random.nextInt(17_000));
    }
  }

  @Test
  void everyCharacterIsWrittenAsGsonWouldWriteIt() {
    for (int c = 0; c < Character.MIN_SURROGATE; c++) {
      check(EventKind.OUTPUT, Character.toString(c).getBytes(StandardCharsets.UTF_8), 0);
    }
  }

  @ParameterizedTest
  @EnumSource(value = EventKind.class, names = "OUTPUT", mode = EnumSource.Mode.EXCLUDE)
  void payloadsAreWrittenAsGsonWouldWriteThem(EventKind kind) {
    Random random = new Random(kind.ordinal());
    for (int i = 0; i < 500; i++) {
      JsonObject payload = new JsonObject();
      payload.addProperty("data", new String(damaged(random), StandardCharsets.UTF_8));
      check(kind, payload.toString().getBytes(StandardCharsets.UTF_8), random.nextInt(17_000));
    }
    // A ledger whose rows were mended may hold this.
    byte[] malformed = ("{\"data\":\"" + (char) 0xff + "\"}").getBytes(StandardCharsets.ISO_8859_1);
    check(kind, malformed, 0);
  }

  @Test
  void outputThatIsNoUtf8KeepsItsBytesBesideTheText() {
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xe2, (byte) 0x82, 'b'};
    JsonObject payload = payload(bytes);
    assertEquals("a\ufffd\ufffdb", payload.get("data").getAsString());
    assertEquals(Base64.getEncoder().encodeToString(bytes), payload.get("raw").getAsString());
  }

  @Test
  void outputThatIsUtf8HasNoSecondForm() {
    JsonObject payload = payload("\u001b[1mfett €\r\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("\u001b[1mfett €\r\n", payload.get("data").getAsString());
    assertFalse(payload.has("raw"));
  }

  private static JsonObject payload(byte[] printed) {
    AnswerBuffer out = buffer(0);
    StoredEvent event = new StoredEvent(1, EventKind.OUTPUT, CREATED_AT, printed);
    EventJson.event(event, JsonTextWriter.quoted(SESSION), out);
    byte[] json = text(out, 0).getBytes(StandardCharsets.ISO_8859_1);
    JsonObject object = Json.parseObject(new String(json, StandardCharsets.UTF_8));
    return Json.parseObject(object.get("payload_json").getAsString());
  }
}
