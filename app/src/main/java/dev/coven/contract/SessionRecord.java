package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A session as the contract shows it. Members that may be null are named so.
 *
 * @param id the session's name, unique in its ledger
 * @param projectRoot absolute path of the project
 * @param harness id of the adapter that runs it
 * @param title one line for people
 * @param status where it stands
 * @param exitCode of the harness; null while it runs and when nobody knows
 * @param archivedAt when it was put away, or null
 * @param createdAt when the row came to be
 * @param updatedAt when the row last changed
 * @param conversationId the harness's own conversation that can be continued, or null
 * @param labels free words of the client, at most 16
 * @param visibility who it is meant for
 * @param external whether something other than the daemon runs it
 * @param transcriptPath where an external session keeps its transcript, or null
 */
public record SessionRecord(
    String id,
    String projectRoot,
    String harness,
    String title,
    SessionStatus status,
    Integer exitCode,
    Instant archivedAt,
    Instant createdAt,
    Instant updatedAt,
    String conversationId,
    List<String> labels,
    Visibility visibility,
    boolean external,
    String transcriptPath) {

  /** Keeps its own copy of the labels. */
  public SessionRecord {
    labels = List.copyOf(labels);
  }

  /** The record on the wire; every field is present. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("project_root", projectRoot);
    json.addProperty("harness", harness);
    json.addProperty("title", title);
    json.addProperty("status", status.wire());
    json.add("exit_code", Json.nullable(exitCode));
    json.add("archived_at", Json.timestamp(archivedAt));
    json.add("created_at", Json.timestamp(createdAt));
    json.add("updated_at", Json.timestamp(updatedAt));
    json.add("conversation_id", Json.nullable(conversationId));
    // The reference daemon's own features; this daemon never has a value for them.
    json.add("familiar_id", JsonNull.INSTANCE);
    json.add("execution_binding", JsonNull.INSTANCE);
    json.add("labels", Labels.toJson(labels));
    json.addProperty("visibility", visibility.wire());
    json.addProperty("external", external);
    json.add("transcript_path", Json.nullable(transcriptPath));
    return json;
  }

  /**
   * Reads a record from the wire.
   *
   * @throws IllegalArgumentException when a member that is never null is missing or unknown
   */
  public static SessionRecord fromJson(JsonObject json) {
    List<String> labels =
        json.get("labels") instanceof JsonArray array
            ? StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsString)
                .toList()
            : List.of();
    var exitCode = Json.number(json, "exit_code");
    return new SessionRecord(
        required(json, "id"),
        required(json, "project_root"),
        required(json, "harness"),
        required(json, "title"),
        SessionStatus.of(required(json, "status")),
        exitCode.isPresent() ? Math.toIntExact(exitCode.getAsLong()) : null,
        Json.instant(json, "archived_at").orElse(null),
        requiredTime(json, "created_at"),
        requiredTime(json, "updated_at"),
        Json.text(json, "conversation_id").orElse(null),
        labels,
        Json.text(json, "visibility").flatMap(Visibility::of).orElse(Visibility.PRIVATE),
        Json.flag(json, "external"),
        Json.text(json, "transcript_path").orElse(null));
  }

  private static Instant requiredTime(JsonObject json, String name) {
    return Json.instant(json, name)
        .orElseThrow(() -> new IllegalArgumentException("session record without " + name));
  }

  private static String required(JsonObject json, String name) {
    return Json.text(json, name)
        .orElseThrow(() -> new IllegalArgumentException("session record without " + name));
  }
}
