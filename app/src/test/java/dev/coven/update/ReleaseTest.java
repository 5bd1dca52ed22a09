package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
  private static final Release RELEASE =
      new Release(
          new Version("0.2.0"),
          "stable",
          Instant.parse("2026-02-01T00:00:00Z"),
          Instant.parse("2026-05-01T00:00:00Z"),
          new Version("0.1.0"),
          new Release.LedgerNumbers(4, 3),
          Map.of("linux-x86_64", new Release.Artifact("coven.tar.gz", 10, 20, "a".repeat(64))));

  @Test
  void isReadAsItWasWritten() throws Exception {
    assertEquals(RELEASE, Release.parse(bytes(RELEASE.toJson())));
  }

  @Test
  void mayHoldMoreThanIsKnown() throws Exception {
    String more = RELEASE.toJson().replaceFirst("\\{", "{\"notes\": \"https://example.org\",");
    assertEquals(RELEASE, Release.parse(bytes(more)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"0.2.0\"                | \"0.2\"                 | version",
        "\"0.2.0\"                | \"0.2.0/../..\"         | version",
        "\"0.2.0\"                | 2                       | version",
        "\"stable\"               | \"Sta ble\"             | channel",
        "\"2026-02-01T00:00:00.000Z\" | \"yesterday\"       | issued",
        "\"2026-05-01T00:00:00.000Z\" | 1777593600          | expires",
        "\"minimumVersion\"       | \"minimum\"             | minimumVersion",
        "\"compatibleFrom\": 3    | \"compatibleFrom\": 0   | compatibleFrom",
        "\"ledger\"               | \"book\"                | ledger",
        "\"bytes\": 10            | \"bytes\": -1           | bytes",
        "\"bytes\": 10            | \"bytes\": 1e12         | bytes",
        "\"unpackedBytes\": 20    | \"unpackedBytes\": 0.5  | unpackedBytes",
        "\"coven.tar.gz\"         | \"\"                    | url",
        "\"aaaaaaaa               | \"AAAAAAAA              | sha256",
        "\"linux-x86_64\"         | \"../linux\"            | platforms",
      })
  void isRefusedWithTheNameOfWhatIsWrong(String right, String wrong, String member) {
    String text = RELEASE.toJson();
    assertTrue(text.contains(right), text);
    assertRefused("no valid \"" + member + "\"", bytes(text.replace(right, wrong)));
  }

  @Test
  void ofALaterFormIsRefused() {
    assertRefused(
        "a form that this version does not know",
        bytes(RELEASE.toJson().replace("\"schema\": 1,", "\"schema\": 2,")));
  }

  @Test
  void isNoOtherText() {
    assertRefused("no JSON object", bytes("<html>"));
    assertRefused("no JSON object", bytes(RELEASE.toJson() + "{}"));
    assertRefused("no JSON object", new byte[] {'{', (byte) 0xff, '}'});
    assertRefused("too large", bytes(RELEASE.toJson() + " ".repeat(Release.MAX_BYTES)));
  }

  private static void assertRefused(String why, byte[] document) {
    var refusal = assertThrows(UpdateRefusedException.class, () -> Release.parse(document));
    assertTrue(refusal.getMessage().contains(why), refusal::getMessage);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
