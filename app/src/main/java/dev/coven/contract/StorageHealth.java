package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * The figures of the ledger's storage, sampled once a second.
 *
 * @param status how it does
 * @param databaseBytes size of the ledger
 * @param walBytes size of its write-ahead log
 * @param oldestRetainedEventAt time of the oldest event, or null
 * @param lastPruneAt when the retention windows were last applied to the end, or null
 * @param lastCheckpointAt when the log was last folded into the ledger, or null
 * @param sampledAt when these figures were taken
 * @param writerBacklogEvents pieces that wait for the writer
 * @param writerBacklogBytes bytes that wait for the writer
 * @param freeDiskBytes free space for this user on the ledger's file system
 * @param maintenanceBlocked whether something is to be pruned and cannot be
 */
public record StorageHealth(
    Status status,
    long databaseBytes,
    long walBytes,
    Instant oldestRetainedEventAt,
    Instant lastPruneAt,
    Instant lastCheckpointAt,
    Instant sampledAt,
    long writerBacklogEvents,
    long writerBacklogBytes,
    long freeDiskBytes,
    boolean maintenanceBlocked) {

  /** How the storage does. */
  public enum Status {
    OK,
    DEGRADED,
    CRITICAL;

    /** The word on the wire. */
    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The member {@code storage} of health. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("status", status.wire());
    json.addProperty("databaseBytes", databaseBytes);
    json.addProperty("walBytes", walBytes);
    json.add("oldestRetainedEventAt", Json.timestamp(oldestRetainedEventAt));
    json.add("lastPruneAt", Json.timestamp(lastPruneAt));
    json.add("pruneAgeSeconds", Json.nullable(age(lastPruneAt)));
    json.add("lastCheckpointAt", Json.timestamp(lastCheckpointAt));
    json.add("checkpointAgeSeconds", Json.nullable(age(lastCheckpointAt)));
    json.addProperty("writerBacklogEvents", writerBacklogEvents);
    json.addProperty("writerBacklogBytes", writerBacklogBytes);
    json.addProperty("freeDiskBytes", freeDiskBytes);
    json.addProperty("maintenanceBlocked", maintenanceBlocked);
    return json;
  }

  /** How many seconds ago something was when the sample was taken, or null when it never was. */
  private Long age(Instant moment) {
    return moment == null ? null : Math.max(0, Duration.between(moment, sampledAt).toSeconds());
  }

  static StorageHealth fromJson(JsonElement element) {
    JsonObject json = element instanceof JsonObject object ? object : new JsonObject();
    Status status =
        switch (Json.text(json, "status").orElse("")) {
          case "critical" -> Status.CRITICAL;
          case "degraded" -> Status.DEGRADED;
          default -> Status.OK;
        };
    return new StorageHealth(
        status,
        Json.number(json, "databaseBytes").orElse(0),
        Json.number(json, "walBytes").orElse(0),
        Json.instant(json, "oldestRetainedEventAt").orElse(null),
        Json.instant(json, "lastPruneAt").orElse(null),
        Json.instant(json, "lastCheckpointAt").orElse(null),
        Instant.EPOCH,
        Json.number(json, "writerBacklogEvents").orElse(0),
        Json.number(json, "writerBacklogBytes").orElse(0),
        Json.number(json, "freeDiskBytes").orElse(0),
        Json.flag(json, "maintenanceBlocked"));
  }
}
