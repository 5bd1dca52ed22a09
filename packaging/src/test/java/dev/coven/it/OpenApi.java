package dev.coven.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The document that describes the API, as a judge of answers. It is stricter than the document is
 * to clients: a member that is not described is wrong here, while clients must expect new ones.
 */
final class OpenApi {
  /** Failsafe runs in the module's directory. */
  static final Path FILE = Path.of("../docs/api/openapi.json").toAbsolutePath().normalize();

  static final OpenApi DOCUMENT = read();

  private static final String JSON = "/content/application~1json";
  private static final String PREFIX = "/api/v1";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode document;
  private final JsonNode components;
  private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

  private OpenApi(JsonNode document) {
    this.document = document;
    this.components = document.path("components");
  }

  private static OpenApi read() {
    try {
      JsonNode document = new ObjectMapper().readTree(Files.readAllBytes(FILE));
      close(document.path("components").path("schemas"));
      return new OpenApi(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has every object take the members alone that it describes. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApi::close);
  }

  /**
   * Requires that an answer is as described. One to a request that the document does not know must
   * be an error.
   *
   * @param method such as GET
   * @param target path and query
   * @param reply the answer, with its body
   * @throws AssertionError with all that is wrong
   */
  void require(String method, String target, Reply reply) {
    Optional<JsonNode> operation = operation(method, path(target));
    String what = method + " " + target;
    if (operation.isEmpty()) {
      requireValid(components.at("/schemas/Error"), reply.text(), what);
      return;
    }
    JsonNode answer = resolve(operation.get().path("responses").path("" + reply.status()));
    if (answer.isMissingNode()) {
      throw new AssertionError(what + ": status " + reply.status() + " is not described");
    }
    requireValid(answer.at(JSON + "/schema"), reply.text(), what);
  }

  private static String path(String target) {
    String path = target.replaceFirst("\\?.*", "");
    return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
  }

  private Optional<JsonNode> operation(String method, String path) {
    // A path without variables is the better match.
    return document.path("paths").properties().stream()
        .filter(entry -> matches(entry.getKey(), path))
        .sorted((a, b) -> Boolean.compare(a.getKey().contains("{"), b.getKey().contains("{")))
        .map(entry -> entry.getValue().path(method.toLowerCase()))
        .filter(JsonNode::isObject)
        .findFirst();
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.quote(template).replaceAll("\\{[a-zA-Z]+}", "\\\\E[^/]+\\\\Q");
    return path.matches(pattern);
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private void requireValid(JsonNode schema, String body, String what) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + ": " + body, e);
    }
    Set<ValidationMessage> wrong = schema(schema).validate(json);
    if (!wrong.isEmpty()) {
      throw new AssertionError(what + ": " + wrong + " in " + body);
    }
  }

  /** A schema with what it refers to. */
  private JsonSchema schema(JsonNode node) {
    return schemas.computeIfAbsent(
        node,
        key -> {
          ObjectNode whole = key.deepCopy();
          whole.set("components", components);
          return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
        });
  }

  /** The names of all examples that are not as they should be, and what is wrong with them. */
  List<String> wrongExamples() {
    List<String> wrong = new ArrayList<>();
    components.path("responses").properties().forEach(e -> judge(e.getKey(), e.getValue(), wrong));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          String name = operation.getKey() + " " + path.getKey();
          judge(name, operation.getValue().path("requestBody"), wrong);
          operation
              .getValue()
              .path("responses")
              .properties()
              .forEach(e -> judge(name + " " + e.getKey(), e.getValue(), wrong));
        }
      }
    }
    return wrong;
  }

  private void judge(String name, JsonNode described, List<String> wrong) {
    JsonNode content = described.at(JSON);
    List<JsonNode> examples = new ArrayList<>();
    if (content.has("example")) {
      examples.add(content.get("example"));
    }
    content.path("examples").forEach(example -> examples.add(example.path("value")));
    for (JsonNode example : examples) {
      try {
        requireValid(content.path("schema"), example.toString(), name);
      } catch (AssertionError e) {
        wrong.add(e.getMessage());
      }
    }
  }
}
