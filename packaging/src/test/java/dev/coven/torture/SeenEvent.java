package dev.coven.torture;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * An event as it was seen once, and must be for ever.
 *
 * @param seq its number
 * @param session its session's id
 * @param kind its kind
 * @param crc the CRC-32 of its bytes
 */
record SeenEvent(long seq, String session, String kind, long crc) {
  /** From an answer of the daemon. */
  static SeenEvent of(JsonObject event) {
    return new SeenEvent(
        event.get("seq").getAsLong(),
        event.get("session_id").getAsString(),
        event.get("kind").getAsString(),
        crc(bytes(event)));
  }

  /** What an event of output holds, as it was printed; the payload of any other. */
  static byte[] bytes(JsonObject event) {
    if (!event.get("kind").getAsString().equals("output")) {
      return event.get("payload_json").getAsString().getBytes(StandardCharsets.UTF_8);
    }
    JsonObject payload = Api.payload(event);
    return payload.has("raw")
        ? Base64.getDecoder().decode(payload.get("raw").getAsString())
        : payload.get("data").getAsString().getBytes(StandardCharsets.UTF_8);
  }

  static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
