package dev.coven.home;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a supervised daemon does not run though nobody stopped it: {@code instances/NAME.parked} in
 * the {@link StateDirectory}. A daemon that parks leaves it, since it has no socket to say it on;
 * the next one that starts removes it. It explains, it proves nothing.
 *
 * @param why what is wrong, and what to do
 * @param since when the daemon parked
 * @param pid the daemon's process, which need not live any more
 */
public record ParkedNote(String why, Instant since, long pid) {
  /**
   * Reads an instance's note.
   *
   * @param state where instances are remembered
   * @param instance the instance
   * @return the note, or empty when there is none, or none that can be read
   */
  public static Optional<ParkedNote> read(StateDirectory state, String instance) {
    try {
      JsonObject json =
          Json.parseObject(Files.readString(path(state, instance), StandardCharsets.UTF_8));
      Optional<String> why = Json.text(json, "why");
      Optional<Instant> since = Json.instant(json, "since");
      OptionalLong pid = Json.number(json, "pid");
      return why.isPresent() && since.isPresent() && pid.isPresent()
          ? Optional.of(new ParkedNote(why.get(), since.get(), pid.getAsLong()))
          : Optional.empty();
    } catch (JsonParseException | IOException unreadable) {
      // A note that is missing or spoilt explains nothing; what is true is found out elsewhere.
      return Optional.empty();
    }
  }

  /**
   * Leaves the note, mode 0600, in place of an earlier one.
   *
   * @param state where instances are remembered; made if it is not there
   * @param instance the instance
   * @throws IOException when it cannot be written
   */
  public void write(StateDirectory state, String instance) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("why", why);
    json.add("since", Json.timestamp(since));
    json.addProperty("pid", pid);
    state.prepare();
    PrivateFile.replace(path(state, instance), json + "\n");
  }

  /**
   * Removes an instance's note.
   *
   * @param state where instances are remembered
   * @param instance the instance
   * @return whether there was one
   * @throws IOException when it cannot be removed
   */
  public static boolean remove(StateDirectory state, String instance) throws IOException {
    try {
      Files.delete(path(state, instance));
      return true;
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  private static Path path(StateDirectory state, String instance) {
    return state.instances().resolve(instance + ".parked");
  }
}
