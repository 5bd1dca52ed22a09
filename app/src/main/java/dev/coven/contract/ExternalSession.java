package dev.coven.contract;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A session that something other than the daemon runs, as it is registered.
 *
 * @param id its name, chosen by whoever runs it
 * @param projectRoot path of its project; recorded, not checked
 * @param harness what runs it
 * @param title one line for people
 * @param transcriptPath where it keeps its transcript, or null; recorded, not checked
 * @param labels free words
 */
public record ExternalSession(
    String id,
    String projectRoot,
    String harness,
    String title,
    String transcriptPath,
    List<String> labels) {

  /** What the reference daemon calls one that has no title. */
  private static final String UNTITLED = "External session";

  /** It stands raw in paths of requests. It names no directory, unlike that of a launch. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  /** In characters; the kernel takes no longer path. */
  private static final int MOST_PATH = 4096;

  /** In characters. */
  private static final int MOST_HARNESS = 128;

  /** Keeps its own copy of the labels, and the beginning of a long title. */
  public ExternalSession {
    labels = List.copyOf(labels);
    title = title == null ? UNTITLED : Titles.shortened(title);
  }

  /** The same under another title. */
  public ExternalSession withTitle(String other) {
    return new ExternalSession(id, projectRoot, harness, other, transcriptPath, labels);
  }

  /**
   * Reads the body of a request.
   *
   * @throws ApiException {@code invalid_request} about the first member that is wrong, in the order
   *     of this record
   */
  public static ExternalSession fromJson(JsonObject json) {
    Fields fields = new Fields(json);
    return new ExternalSession(
        fields.requiredMatching("id", ID),
        fields.shortEnough("projectRoot", fields.required("projectRoot"), MOST_PATH),
        fields.shortEnough("harness", fields.required("harness"), MOST_HARNESS),
        fields.optional("title"),
        fields.shortEnough("transcriptPath", fields.optional("transcriptPath"), MOST_PATH),
        Labels.of(fields));
  }

  /** The body of a request. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("projectRoot", projectRoot);
    json.addProperty("harness", harness);
    json.addProperty("title", title);
    if (transcriptPath != null) {
      json.addProperty("transcriptPath", transcriptPath);
    }
    json.add("labels", Labels.toJson(labels));
    return json;
  }
}
