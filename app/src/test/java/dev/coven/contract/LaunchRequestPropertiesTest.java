package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any JSON is a launch, or is refused with a reason and the name of what is wrong. */
class LaunchRequestPropertiesTest {
  @Provide
  Arbitrary<JsonElement> anything() {
    Arbitrary<JsonElement> text =
        Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20),
                Arbitraries.of("", " ", "claude", "interactive", "init", "a\0b", "-x", "\ud800"))
            .map(JsonPrimitive::new);
    Arbitrary<JsonElement> number =
        Arbitraries.oneOf(
                Arbitraries.longs().map(value -> (Number) value),
                Arbitraries.bigDecimals().map(value -> (Number) value))
            .map(JsonPrimitive::new);
    Arbitrary<JsonElement> word =
        Arbitraries.of(JsonNull.INSTANCE, new JsonPrimitive(true), new JsonPrimitive(false));
    Arbitrary<JsonElement> simple = Arbitraries.oneOf(text, number, word);
    Arbitrary<JsonElement> list =
        simple
            .list()
            .ofMaxSize(20)
            .map(
                elements -> {
                  JsonArray array = new JsonArray();
                  elements.forEach(array::add);
                  return array;
                });
    return Arbitraries.oneOf(simple, list, object(simple));
  }

  private static Arbitrary<JsonElement> object(Arbitrary<JsonElement> values) {
    return Arbitraries.maps(
            Arbitraries.of("mode", "id", "memoryBytes", "timeoutSeconds", "other"), values)
        .map(
            members -> {
              JsonObject object = new JsonObject();
              members.forEach(object::add);
              return object;
            });
  }

  @Provide
  Arbitrary<Map<String, JsonElement>> members() {
    return Arbitraries.maps(
            Arbitraries.of(
                "projectRoot",
                "harness",
                "prompt",
                "cwd",
                "title",
                "model",
                "launchMode",
                "labels",
                "visibility",
                "conversationId",
                "conversation",
                "id",
                "limits",
                "unknown"),
            anything())
        .ofMaxSize(6);
  }

  @Property(tries = 2000)
  void anyObjectIsALaunchOrIsRefusedByName(
      @ForAll("members") Map<String, JsonElement> members, @ForAll boolean complete) {
    JsonObject json = new JsonObject();
    if (complete) {
      json.addProperty("projectRoot", "/p");
      json.addProperty("harness", "claude");
      json.addProperty("prompt", "x");
    }
    members.forEach(json::add);
    LaunchRequest request;
    try {
      request = LaunchRequest.fromJson(json);
    } catch (ApiException refused) {
      assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
      String field = Json.text(refused.details(), "field").orElseThrow();
      assertTrue(refused.getMessage().contains(field), refused::getMessage);
      assertTrue(
          json.has(field.split("\\.")[0]) || refused.details().toString().contains("missing"));
      return;
    }
    assertFalse(request.prompt().isBlank() || request.prompt().indexOf('\0') >= 0);
    assertTrue(request.effectiveTitle().length() <= 512);
    // What was understood is said again, and understood alike.
    assertEquals(request, LaunchRequest.fromJson(request.toJson()));
  }

  @Property(tries = 2000)
  void anyTextIsOneObjectOrNone(@ForAll String text) {
    try {
      JsonObject object = Json.parseObject(text);
      assertEquals(object, Json.parseObject(object.toString()));
    } catch (JsonParseException refused) {
      assertFalse(refused.getMessage() == null);
    }
  }
}
