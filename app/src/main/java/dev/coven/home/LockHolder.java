package dev.coven.home;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * What the holder of {@code daemon.lock} wrote into it. Only the lock itself proves that somebody
 * holds it; the text says who.
 *
 * @param process the holder
 * @param since when it took the lock
 */
public record LockHolder(ProcessIdentity process, Instant since) {

  /** The text for the file: one JSON object. */
  public String toText() {
    JsonObject json = new JsonObject();
    json.addProperty("pid", process.pid());
    json.addProperty("processStart", process.start());
    json.add("since", Json.timestamp(since));
    return json + "\n";
  }

  /**
   * Reads the text of a lock file.
   *
   * @param text what stands in it
   * @return the holder, or empty when nobody wrote or the text is garbage
   */
  public static Optional<LockHolder> parse(String text) {
    try {
      JsonObject json = Json.parseObject(text);
      var pid = Json.number(json, "pid");
      Optional<String> start = Json.text(json, "processStart");
      Optional<Instant> since = Json.instant(json, "since");
      if (pid.isEmpty() || start.isEmpty() || since.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new LockHolder(new ProcessIdentity(pid.getAsLong(), start.get()), since.get()));
    } catch (JsonParseException garbage) {
      return Optional.empty();
    }
  }
}
