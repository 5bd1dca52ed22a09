package dev.coven.update;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of updates, in {@code update.json} of an installation.
 *
 * @param phase how far the last one got
 * @param version what it brought
 * @param previous what ran before, and is kept for the way back
 * @param issued when the newest release was made that was ever installed
 * @param bad versions that were tried and did not run, and why; none is tried again
 */
record UpdateRecord(
    Phase phase,
    Version version,
    Optional<Version> previous,
    Instant issued,
    Map<Version, String> bad) {
  private static final String FILE = "update.json";
  private static final int SCHEMA = 1;

  /** How far an update got. */
  enum Phase {
    /** The link is being turned, and daemons are restarted. */
    SWITCHING,
    /** The version has proved itself, or nothing was ever updated. */
    COMMITTED
  }

  UpdateRecord {
    bad = Map.copyOf(bad);
  }

  /**
   * Reads it. Where it disagrees with the link, the link is right: somebody has used install.sh.
   *
   * @throws UpdateRefusedException when it is damaged
   */
  static UpdateRecord read(Installation installation) throws IOException, UpdateRefusedException {
    Version current = installation.version();
    try {
      UpdateRecord record =
          parse(Json.parseObject(Files.readString(installation.data().resolve(FILE))));
      return record.phase == Phase.SWITCHING || record.version.equals(current)
          ? record
          : record.committed(current, record.version);
    } catch (NoSuchFileException e) {
      return new UpdateRecord(Phase.COMMITTED, current, Optional.empty(), Instant.EPOCH, Map.of());
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new UpdateRefusedException(
          installation.data().resolve(FILE) + " is damaged.",
          "rm " + installation.data().resolve(FILE));
    }
  }

  private static UpdateRecord parse(JsonObject json) {
    Map<Version, String> bad = new LinkedHashMap<>();
    if (json.get("bad") instanceof JsonObject versions) {
      for (Map.Entry<String, JsonElement> entry : versions.entrySet()) {
        bad.put(new Version(entry.getKey()), entry.getValue().getAsString());
      }
    }
    return new UpdateRecord(
        Phase.valueOf(Json.text(json, "phase").orElse("")),
        new Version(Json.text(json, "version").orElse("")),
        Json.text(json, "previous").map(Version::new),
        Json.instant(json, "issued").orElse(Instant.EPOCH),
        bad);
  }

  void write(Installation installation) throws IOException {
    JsonObject versions = new JsonObject();
    bad.forEach((each, why) -> versions.addProperty(each.text(), why));
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("phase", phase.name());
    json.addProperty("version", version.text());
    json.add("previous", Json.nullable(previous.map(Version::text).orElse(null)));
    json.add("issued", Json.timestamp(issued));
    json.add("bad", versions);
    installation.write(FILE, json + "\n");
  }

  UpdateRecord switching(Version to, Version from) {
    return new UpdateRecord(Phase.SWITCHING, to, Optional.of(from), issued, bad);
  }

  UpdateRecord withIssued(Instant released) {
    return new UpdateRecord(phase, version, previous, released, bad);
  }

  UpdateRecord committed(Version to, Version from) {
    return new UpdateRecord(Phase.COMMITTED, to, Optional.of(from), issued, bad);
  }

  UpdateRecord withBad(Version which, String why) {
    Map<Version, String> more = new LinkedHashMap<>(bad);
    more.put(which, why);
    return new UpdateRecord(phase, version, previous, issued, more);
  }
}
