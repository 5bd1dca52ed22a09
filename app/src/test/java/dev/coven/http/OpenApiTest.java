package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.EventKind;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.Reason;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.Visibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document and the program name the same routes and words. */
class OpenApiTest {
  private static final Path DOCUMENT = Path.of("../docs/api/openapi.json");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  @TempDir private Path directory;
  private JsonObject document;

  @BeforeEach
  void read() throws IOException {
    document = JsonParser.parseString(Files.readString(DOCUMENT)).getAsJsonObject();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedOneIsServed() throws Exception {
    Set<String> described = new TreeSet<>();
    JsonObject paths = document.getAsJsonObject("paths");
    for (String path : paths.keySet()) {
      for (String method : paths.getAsJsonObject(path).keySet()) {
        if (METHODS.contains(method)) {
          described.add(method.toUpperCase() + " " + path.replaceAll("\\{[a-zA-Z]+}", "*"));
        }
      }
    }
    Set<String> served = new TreeSet<>();
    try (HttpStage http = new HttpStage(directory)) {
      for (Route route : http.service.routes()) {
        served.add(route.method() + " /" + String.join("/", route.segments()));
      }
    }
    assertEquals(served, described);
  }

  @Test
  void everyWordOfTheWireIsDescribed() {
    assertWords(ErrorCode.values(), ErrorCode::wire, "Error", "error", "code");
    assertWords(Reason.values(), Reason::wire, "Error", "error", "details", "reason");
    assertWords(EventKind.values(), EventKind::wire, "Event", "kind");
    assertWords(SessionStatus.values(), SessionStatus::wire, "SessionStatus");
    assertWords(LaunchMode.values(), LaunchMode::wire, "LaunchMode");
    assertWords(Visibility.values(), Visibility::wire, "Visibility");
  }

  private <T> void assertWords(T[] values, Function<T, String> wire, String... place) {
    JsonObject schema =
        document.getAsJsonObject("components").getAsJsonObject("schemas").getAsJsonObject(place[0]);
    for (String member : List.of(place).subList(1, place.length)) {
      schema = schema.getAsJsonObject("properties").getAsJsonObject(member);
    }
    Set<String> described =
        schema.getAsJsonArray("enum").asList().stream()
            .map(JsonElement::getAsString)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        Arrays.stream(values).map(wire).collect(Collectors.toCollection(TreeSet::new)), described);
  }

  /** One that points nowhere makes tools fail. */
  @Test
  void everyReferenceIsResolvedAndEveryOperationHasANameOfItsOwn() {
    checkReferences(document);
    Set<String> names = new HashSet<>();
    int operations = 0;
    for (JsonElement path : document.getAsJsonObject("paths").asMap().values()) {
      for (String method : path.getAsJsonObject().keySet()) {
        if (METHODS.contains(method)) {
          JsonObject operation = path.getAsJsonObject().getAsJsonObject(method);
          names.add(operation.get("operationId").getAsString());
          operations++;
        }
      }
    }
    assertEquals(operations, names.size());
  }

  private void checkReferences(JsonElement element) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(this::checkReferences);
    } else if (element instanceof JsonObject object) {
      if (object.get("$ref") instanceof JsonPrimitive reference) {
        JsonObject at = document;
        for (String member : reference.getAsString().substring(2).split("/")) {
          at = at.getAsJsonObject(member);
        }
        assertEquals(false, at.isEmpty(), reference::getAsString);
      }
      object.asMap().values().forEach(this::checkReferences);
    }
  }
}
