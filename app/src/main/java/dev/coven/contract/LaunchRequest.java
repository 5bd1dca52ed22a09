package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
    String id) {

  private static final int MAX_LABELS = 16;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern CONVERSATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** The session's name becomes a directory's and stands raw in paths: nothing to escape. */
  private static final Pattern SESSION_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Keeps its own copy of the labels. */
  public LaunchRequest {
    labels = List.copyOf(labels);
  }

  /**
   * A request with the three members that are required, everything else left to the daemon.
   *
   * @param projectRoot absolute path of the project
   * @param harness id of an adapter
   * @param prompt what to do
   * @param mode how it runs
   * @return the request
   */
  public static LaunchRequest of(
      String projectRoot, String harness, String prompt, LaunchMode mode) {
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        null,
        null,
        null,
        mode,
        List.of(),
        Visibility.PRIVATE,
        null,
        null,
        null);
  }

  /** The same launch with another title; null for the prompt's first line. */
  public LaunchRequest withTitle(String other) {
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        cwd,
        other,
        model,
        launchMode,
        labels,
        visibility,
        conversationId,
        conversation,
        id);
  }

  /** The same launch in another directory; null for the project root. */
  public LaunchRequest withCwd(String other) {
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        other,
        title,
        model,
        launchMode,
        labels,
        visibility,
        conversationId,
        conversation,
        id);
  }

  /** The same launch under a name chosen by the client; null lets the daemon choose. */
  public LaunchRequest withId(String other) {
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        cwd,
        title,
        model,
        launchMode,
        labels,
        visibility,
        conversationId,
        conversation,
        other);
  }

  /** The title that the record will show: the one given, else the prompt's first line. */
  public String effectiveTitle() {
    return title != null ? title : prompt.strip().lines().findFirst().orElse("").strip();
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
    JsonArray labelArray = new JsonArray();
    labels.forEach(labelArray::add);
    json.add("labels", labelArray);
    json.addProperty("visibility", visibility.wire());
    addIfSaid(json, "conversationId", conversationId);
    if (conversation != null) {
      JsonObject inner = new JsonObject();
      inner.addProperty("mode", conversation.mode().wire());
      inner.addProperty("id", conversation.id());
      json.add("conversation", inner);
    }
    addIfSaid(json, "id", id);
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
    String projectRoot = required(json, "projectRoot");
    String harness = required(json, "harness");
    String prompt = required(json, "prompt");
    return new LaunchRequest(
        projectRoot,
        harness,
        prompt,
        optional(json, "cwd"),
        optional(json, "title"),
        optional(json, "model"),
        parseMode(json),
        parseLabels(json),
        parseVisibility(json),
        matching(json, "conversationId", CONVERSATION),
        parseConversation(json),
        matching(json, "id", SESSION_ID));
  }

  private static String required(JsonObject json, String name) {
    String message = "request body requires string field `" + name + "`";
    JsonElement element = json.get(name);
    if (element != null
        && !element.isJsonNull()
        && !(element instanceof JsonPrimitive p && p.isString())) {
      throw ApiException.invalid(Reason.FIELD_TYPE, message).with("field", name);
    }
    String value = Json.text(json, name).orElse("");
    if (value.isBlank()) {
      throw ApiException.invalid(Reason.FIELD_MISSING, message).with("field", name);
    }
    return withoutNul(name, value);
  }

  private static String optional(JsonObject json, String name) {
    JsonElement element = json.get(name);
    if (element == null || element.isJsonNull()) {
      return null;
    }
    String value =
        Json.text(json, name)
            .orElseThrow(() -> mistyped(name, "request field `%s` must be a string"));
    return value.isBlank() ? null : withoutNul(name, value);
  }

  /** A NUL ends a C string: the harness would see less than the ledger shows. */
  private static String withoutNul(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw badValue(name, "request field `%s` must not contain NUL");
    }
    return value;
  }

  private static String matching(JsonObject json, String name, Pattern pattern) {
    String value = optional(json, name);
    if (value != null && !pattern.matcher(value).matches()) {
      throw badValue(name, "request field `%s` must match " + pattern.pattern());
    }
    return value;
  }

  private static LaunchMode parseMode(JsonObject json) {
    String value = optional(json, "launchMode");
    if (value == null) {
      return LaunchMode.INTERACTIVE;
    }
    return LaunchMode.of(value)
        .orElseThrow(
            () ->
                badValue(
                    "launchMode",
                    "request field `%s` must be interactive, nonInteractive or stream"));
  }

  private static Visibility parseVisibility(JsonObject json) {
    String value = optional(json, "visibility");
    if (value == null) {
      return Visibility.PRIVATE;
    }
    return Visibility.of(value)
        .orElseThrow(
            () ->
                badValue("visibility", "request field `%s` must be private, workspace or shared"));
  }

  private static List<String> parseLabels(JsonObject json) {
    JsonElement element = json.get("labels");
    if (element == null || element.isJsonNull()) {
      return List.of();
    }
    if (!(element instanceof JsonArray array)) {
      throw mistyped("labels", "request field `%s` must be an array of strings");
    }
    List<String> labels = new ArrayList<>();
    for (JsonElement label : array) {
      if (!(label instanceof JsonPrimitive p) || !p.isString()) {
        throw mistyped("labels", "request field `%s` must be an array of strings");
      }
      if (!LABEL.matcher(label.getAsString()).matches()) {
        throw badValue("labels", "each of `%s` must match " + LABEL.pattern());
      }
      labels.add(label.getAsString());
    }
    if (labels.size() > MAX_LABELS || new HashSet<>(labels).size() != labels.size()) {
      throw badValue("labels", "request field `%s` takes at most 16 labels, each once");
    }
    return labels;
  }

  private static Conversation parseConversation(JsonObject json) {
    JsonElement element = json.get("conversation");
    if (element == null || element.isJsonNull()) {
      return null;
    }
    if (!(element instanceof JsonObject inner)) {
      throw mistyped("conversation", "request field `%s` must be an object");
    }
    Conversation.Mode mode =
        switch (Optional.ofNullable(optional(inner, "mode")).orElse("")) {
          case "init" -> Conversation.Mode.INIT;
          case "resume" -> Conversation.Mode.RESUME;
          default ->
              throw badValue("conversation.mode", "request field `%s` must be init or resume");
        };
    String id = matching(inner, "id", CONVERSATION);
    if (id == null) {
      throw ApiException.invalid(
              Reason.FIELD_MISSING, "request body requires string field `conversation.id`")
          .with("field", "conversation.id");
    }
    return new Conversation(mode, id);
  }

  private static ApiException mistyped(String name, String message) {
    return ApiException.invalid(Reason.FIELD_TYPE, message.formatted(name)).with("field", name);
  }

  private static ApiException badValue(String name, String message) {
    return ApiException.invalid(Reason.FIELD_VALUE, message.replace("%s", name))
        .with("field", name);
  }
}
