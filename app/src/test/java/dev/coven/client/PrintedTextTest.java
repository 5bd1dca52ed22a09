package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was printed, taken out of an event's bytes as a parser would take it out. */
class PrintedTextTest {
  private static final String ALPHABET =
      "ab \"\\/\b\f\n\r\t\u0000\u0001\u001b\u001f\u007f\u0085é€\u2028\u2029😀<>&'=,:{}";

  private static byte[] event(JsonObject payload) {
    return FakeDaemon.event(42, "output", payload.toString())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] event(String text) {
    JsonObject payload = new JsonObject();
    payload.addProperty("data", text);
    return event(payload);
  }

  private static void assertTakenOut(String text) throws Exception {
    byte[] event = event(text);
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    byte[] direct = PrintedText.of(event);
    assertNotNull(direct, text);
    assertArrayEquals(expected, direct);
    assertArrayEquals(expected, new StreamedEvent("output", event).printed());
    assertEquals(
        text, new StreamedEvent("output", event).record().payload().get("data").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "\"",
        "\\",
        "\\\\\"\"\\",
        "\\n",
        "\n",
        "\"}\",",
        "\\\"}\",\"created_at\"",
        ",\"payload_json\":\"{\\\"data\\\":\\\"",
        "\u001b[31m€ \u2028 😀\r\n"
      })
  void textsThatLookLikeTheirFrame(String text) throws Exception {
    assertTakenOut(text);
  }

  @Test
  void anyText() throws Exception {
    Random random = new Random(20260102);
    int[] alphabet = ALPHABET.codePoints().toArray();
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(60); j > 0; j--) {
        text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      assertTakenOut(text.toString());
    }
  }

  @Test
  void whatWasNoTextIsLeftToAParser() throws Exception {
    byte[] bytes = {'a', (byte) 0xff, 'b'};
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "a\ufffdb");
    payload.addProperty("raw", Base64.getEncoder().encodeToString(bytes));
    byte[] event = event(payload);
    assertNull(PrintedText.of(event));
    assertArrayEquals(bytes, new StreamedEvent("output", event).printed());
  }

  @Test
  void anotherFormIsLeftToAParser() throws Exception {
    String spaced =
        "{\"kind\":\"output\", \"payload_json\" : \"{ \\\"data\\\": \\\"x\\\\ud83d\\\\ude00\\\"}\","
            + "\"seq\": 7}";
    byte[] event = spaced.getBytes(StandardCharsets.UTF_8);
    assertNull(PrintedText.of(event));
    assertEquals(
        "x😀", new String(new StreamedEvent("output", event).printed(), StandardCharsets.UTF_8));
    assertEquals(7, new StreamedEvent("output", event).seq());
  }

  @Test
  void whatIsCutShortIsNoText() {
    byte[] event = event("a \"quoted\" \\ \u001b text");
    for (int length = 0; length < event.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(event, length);
      byte[] taken = PrintedText.of(cut);
      if (taken != null) {
        assertArrayEquals(PrintedText.of(event), taken, "only what is behind the text may miss");
      }
    }
  }

  @Test
  void onlyOutputWasPrinted() throws Exception {
    assertEquals(0, new StreamedEvent(EventKind.INPUT.wire(), event("typed")).printed().length);
  }
}
