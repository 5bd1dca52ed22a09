package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What {@code coven doctor --json} printed. */
final class Examination {
  private final JsonObject document;

  private Examination(JsonObject document) {
    this.document = document;
  }

  /** Reads it, and fails unless its form and its exit code are those that are documented. */
  static Examination of(CommandResult result) throws IOException {
    JsonObject document = House.json(result);
    assertEquals(Set.of("schema", "ok", "checks"), document.keySet());
    for (JsonElement check : document.getAsJsonArray("checks")) {
      assertEquals(
          Set.of("id", "status", "message", "hint"), check.getAsJsonObject().keySet(), "" + check);
    }
    assertEquals(document.get("ok").getAsBoolean() ? 0 : 1, result.exitCode(), () -> "" + result);
    return new Examination(document);
  }

  /** The results of a check; a check that is not made here has none. */
  private List<JsonObject> results(String id) {
    return document.getAsJsonArray("checks").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(check -> check.get("id").getAsString().equals(id))
        .toList();
  }

  private JsonObject one(String id) {
    List<JsonObject> found = results(id);
    assertEquals(1, found.size(), () -> id + " in " + document);
    return found.getFirst();
  }

  /** The ids of all that came out so. */
  List<String> all(String status) {
    return document.getAsJsonArray("checks").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(check -> check.get("status").getAsString().equals(status))
        .map(check -> check.get("id").getAsString())
        .toList();
  }

  String message(String id) {
    return one(id).get("message").getAsString();
  }

  /** Fails unless a check came out so; gives what it says. */
  String expect(String id, String status) {
    assertEquals(status, one(id).get("status").getAsString(), () -> id + " in " + document);
    return message(id);
  }

  /** The command that mends what a check found. */
  String hint(String id) {
    JsonElement hint = one(id).get("hint");
    assertTrue(hint.isJsonPrimitive(), () -> id + " has no hint: " + one(id));
    return hint.getAsString();
  }
}
