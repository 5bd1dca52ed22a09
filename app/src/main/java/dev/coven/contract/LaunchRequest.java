package dev.coven.contract;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A request to launch a harness. Optional members are null when the client said nothing.
 *
 * @param projectRoot absolute path of an existing directory
 * @param harness id of an adapter
 * @param prompt what the harness is asked to do
 * @param cwd where it runs: inside the root, relative to it or absolute; null for the root
 * @param title one line for people; null for the prompt's first line
 * @param model the model to ask for, or null
 * @param launchMode how it runs
 * @param labels free words
 * @param visibility who it is meant for
 * @param conversationId the conversation to record, or null
 * @param conversation the conversation to begin or to go on with, or null
 * @param id a name chosen by the client, so that the launch can be repeated; or null
 * @param limits what it may use
 */
public record LaunchRequest(
    String projectRoot,
    String harness,
    String prompt,
    String cwd,
    String title,
    String model,
    LaunchMode launchMode,
    List<String> labels,
    Visibility visibility,
    String conversationId,
    Conversation conversation,
    String id,
    SessionLimits limits) {

  private static final Pattern CONVERSATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** The session's name becomes a directory's and stands raw in paths: nothing to escape. */
  private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Keeps its own copy of the labels. */
  public LaunchRequest {
    labels = List.copyOf(labels);
  }

  /**
   * A request with what is required, everything else left to the daemon.
   *
   * @param projectRoot absolute path of the project
   * @param harness id of an adapter
   * @param prompt what to do
   * @param mode how it runs
   */
  public static LaunchRequest of(
      String projectRoot, String harness, String prompt, LaunchMode mode) {
    return new LaunchDraft(projectRoot, harness, prompt).launchMode(mode).build();
  }

  /** A draft that says the same so far. */
  public LaunchDraft draft() {
    return new LaunchDraft(this);
  }

  /** The title that the record will show: the one given, else the prompt's first line. */
  public String effectiveTitle() {
    String whole = title != null ? title : prompt.strip().lines().findFirst().orElse("").strip();
    return Titles.shortened(whole);
  }

  /** The conversation that the record will show, or null. */
  public String effectiveConversationId() {
    return conversation != null ? conversation.id() : conversationId;
  }

  /** The body of the request. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("projectRoot", projectRoot);
    json.addProperty("harness", harness);
    json.addProperty("prompt", prompt);
    addIfSaid(json, "cwd", cwd);
    addIfSaid(json, "title", title);
    addIfSaid(json, "model", model);
    json.addProperty("launchMode", launchMode.wire());
    json.add("labels", Labels.toJson(labels));
    json.addProperty("visibility", visibility.wire());
    addIfSaid(json, "conversationId", conversationId);
    if (conversation != null) {
      JsonObject inner = new JsonObject();
      inner.addProperty("mode", conversation.mode().wire());
      inner.addProperty("id", conversation.id());
      json.add("conversation", inner);
    }
    addIfSaid(json, "id", id);
    if (limits.isSet()) {
      json.add("limits", limits.toJson());
    }
    return json;
  }

  private static void addIfSaid(JsonObject json, String name, String value) {
    if (value != null) {
      json.addProperty(name, value);
    }
  }

  /**
   * Reads a request and checks its shape, required members first, in the order of the contract.
   *
   * @param json the parsed body
   * @return the request
   * @throws ApiException {@code invalid_request} naming the first member that is wrong
   */
  public static LaunchRequest fromJson(JsonObject json) {
    Fields fields = new Fields(json);
    String projectRoot = fields.required("projectRoot");
    String harness = fields.required("harness");
    String prompt = fields.required("prompt");
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        fields.optional("cwd"),
        fields.optional("title"),
        fields.optional("model"),
        fields.oneOf("launchMode", LaunchMode.values(), LaunchMode::wire, LaunchMode.INTERACTIVE),
        Labels.of(fields),
        fields.oneOf("visibility", Visibility.values(), Visibility::wire, Visibility.PRIVATE),
        fields.matching("conversationId", CONVERSATION),
        conversation(fields),
        fields.matching("id", SESSION_ID),
        SessionLimits.of(fields.object("limits")));
  }

  private static Conversation conversation(Fields fields) {
    Fields inner = fields.object("conversation");
    if (inner == null) {
      return null;
    }
    Conversation.Mode mode =
        inner.oneOf("mode", Conversation.Mode.values(), Conversation.Mode::wire, null);
    if (mode == null) {
      throw inner.missing("mode");
    }
    String id = inner.matching("id", CONVERSATION);
    if (id == null) {
      throw inner.missing("id");
    }
    return new Conversation(mode, id);
  }
}
