package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchRequestTest {
  private static final String REQUIRED =
      "\"projectRoot\":\"/p\",\"harness\":\"codex\",\"prompt\":\"do it\"";

  private static LaunchRequest parse(String members) {
    return LaunchRequest.fromJson(Json.parseObject("{" + members + "}"));
  }

  private static ApiException refused(String members) {
    ApiException refused = assertThrows(ApiException.class, () -> parse(members));
    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals(400, refused.status());
    return refused;
  }

  private static void assertRefused(String reason, String field, String members) {
    ApiException refused = refused(members);
    assertEquals(reason, refused.details().get("reason").getAsString(), members);
    assertEquals(field, refused.details().get("field").getAsString(), members);
  }

  @Test
  void requiredFieldsAreCheckedInTheOrderOfTheContract() {
    String missing = "request body requires string field `%s`";
    assertEquals(missing.formatted("projectRoot"), refused("").getMessage());
    assertEquals(
        missing.formatted("projectRoot"), refused("\"launchMode\":7,\"labels\":1").getMessage());
    assertEquals(missing.formatted("harness"), refused("\"projectRoot\":\"/p\"").getMessage());
    assertEquals(
        missing.formatted("harness"), refused("\"projectRoot\":\"/p\",\"prompt\":1").getMessage());
    assertEquals(
        missing.formatted("prompt"),
        refused("\"harness\":\"codex\",\"projectRoot\":\"/p\",\"cwd\":1").getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"projectRoot", "harness", "prompt"})
  void aRequiredFieldIsAStringWithSomethingInIt(String name) {
    for (String blank : List.of("\"\"", "\"  \\t\\n\"", "null")) {
      assertRefused("field_missing", name, with(name, blank));
    }
    for (String mistyped : List.of("1", "true", "[]", "{}", "[\"x\"]")) {
      assertRefused("field_type", name, with(name, mistyped));
    }
    assertRefused("field_value", name, with(name, "\"a\\u0000b\""));
  }

  private static String with(String name, String value) {
    // A second member of the same name takes the place of the first.
    return REQUIRED + ",\"" + name + "\":" + value;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cwd", "title", "model", "launchMode", "visibility", "conversationId", "id"})
  void anOptionalFieldIsAbsentNullBlankOrAString(String name) {
    LaunchRequest plain = parse(REQUIRED);
    assertEquals(plain, parse(with(name, "null")));
    assertEquals(plain, parse(with(name, "\"  \"")));
    assertRefused("field_type", name, with(name, "1"));
    assertRefused("field_type", name, with(name, "{}"));
    assertRefused("field_value", name, with(name, "\"a\\u0000b\""));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    LaunchRequest request = parse(REQUIRED);
    assertEquals(LaunchMode.INTERACTIVE, request.launchMode());
    assertEquals(Visibility.PRIVATE, request.visibility());
    assertEquals(List.of(), request.labels());
    assertNull(request.cwd());
    assertNull(request.conversation());
    assertEquals("do it", request.effectiveTitle());
    assertNull(request.effectiveConversationId());
  }

  @Test
  void theTitleIsThePromptsFirstLine() {
    assertEquals("first", parse(with("prompt", "\"\\n\\n  first  \\nsecond\"")).effectiveTitle());
    assertEquals("given", parse(with("title", "\"given\"")).effectiveTitle());
  }

  @Test
  void aTitleIsCutWhereNoListWouldShowIt() {
    String title = parse(with("title", "\"" + "ä".repeat(300) + "\"")).effectiveTitle();
    assertEquals("ä".repeat(255) + "…", title);
    String pairs = parse(with("prompt", "\"" + "😀".repeat(300) + "\"")).effectiveTitle();
    assertEquals("😀".repeat(255) + "…", pairs);
    String fits = "x".repeat(256);
    assertEquals(fits, parse(with("title", "\"" + fits + "\"")).effectiveTitle());
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertEquals(parse(REQUIRED), parse(REQUIRED + ",\"familiarId\":{\"x\":1}"));
  }

  @ParameterizedTest
  @CsvSource({
    "launchMode,batch",
    "launchMode,Interactive",
    "visibility,public",
    "id,a/b",
    "id,.hidden",
    "id,-x",
    "id,a b",
    "id,é",
    "id,..",
    "conversationId,a b",
    "conversationId,ü"
  })
  void aWordThatTheContractDoesNotKnowIsRefused(String name, String value) {
    assertRefused("field_value", name, with(name, "\"" + value + "\""));
  }

  @Test
  void anIdIsShort() {
    assertEquals("a".repeat(64), parse(with("id", "\"" + "a".repeat(64) + "\"")).id());
    assertRefused("field_value", "id", with("id", "\"" + "a".repeat(65) + "\""));
  }

  @Test
  void labelsAreAtMost16AndUnique() {
    assertEquals(List.of("a", "b:c._-9"), parse(with("labels", "[\"a\",\"b:c._-9\"]")).labels());
    assertEquals(16, parse(with("labels", labels(16))).labels().size());
    assertEquals(List.of(), parse(with("labels", "null")).labels());
    assertRefused("field_value", "labels", with("labels", labels(17)));
    assertRefused("field_value", "labels", with("labels", "[\"a\",\"a\"]"));
  }

  private static String labels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"l" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void aLabelIsAWordOfAscii() {
    assertEquals(1, parse(with("labels", "[\"" + "x".repeat(64) + "\"]")).labels().size());
    for (String bad : List.of("", " ", "a b", "é", "a/b", "x".repeat(65), "a\\n")) {
      assertRefused("field_value", "labels", with("labels", "[\"" + bad + "\"]"));
    }
    for (String mistyped : List.of("\"a\"", "{}", "1", "[1]", "[null]", "[[\"a\"]]")) {
      assertRefused("field_type", "labels", with("labels", mistyped));
    }
  }

  @Test
  void aConversationHasAModeAndAnId() {
    LaunchRequest request = parse(with("conversation", "{\"mode\":\"resume\",\"id\":\"c:1\"}"));
    assertEquals(new Conversation(Conversation.Mode.RESUME, "c:1"), request.conversation());
    assertEquals("c:1", request.effectiveConversationId());
    String longest = "c".repeat(128);
    assertEquals(
        longest,
        parse(with("conversation", "{\"mode\":\"init\",\"id\":\"" + longest + "\"}"))
            .conversation()
            .id());
    assertEquals(null, parse(with("conversation", "null")).conversation());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"mode\":\"init\"}",
        "{\"id\":\"x\"}",
        "{\"mode\":\"go\",\"id\":\"x\"}",
        "{\"mode\":1,\"id\":\"x\"}",
        "{\"mode\":\"init\",\"id\":1}",
        "{\"mode\":\"init\",\"id\":\"\"}",
        "{\"mode\":\"init\",\"id\":\"a b\"}",
        "\"x\"",
        "[]"
      })
  void aConversationThatIsNoneIsRefused(String value) {
    refused(with("conversation", value));
  }

  @Test
  void aMemberOfTheConversationIsNamedWithItsObject() {
    assertRefused(
        "field_type", "conversation.id", with("conversation", "{\"mode\":\"init\",\"id\":1}"));
    assertRefused(
        "field_type", "conversation.mode", with("conversation", "{\"mode\":1,\"id\":\"x\"}"));
    assertRefused(
        "field_value",
        "conversation.id",
        with("conversation", "{\"mode\":\"init\",\"id\":\"a b\"}"));
  }

  @Test
  void aRequestComesBackFromItsOwnJson() {
    LaunchRequest request =
        new LaunchRequest(
            "/p",
            "claude",
            "do\nit",
            "sub",
            "t",
            "m",
            LaunchMode.STREAM,
            List.of("a", "b"),
            Visibility.SHARED,
            "c1",
            new Conversation(Conversation.Mode.INIT, "c2"),
            "id-1",
            SessionLimits.NONE);
    assertEquals(request, LaunchRequest.fromJson(request.toJson()));
    LaunchRequest plain = LaunchRequest.of("/p", "codex", "x", LaunchMode.INTERACTIVE);
    assertEquals(plain, LaunchRequest.fromJson(plain.toJson()));
    JsonObject json = plain.toJson();
    assertTrue(!json.has("cwd") && !json.has("id") && !json.has("conversation"));
  }

  @Test
  void limitsAreWholeNumbersInBounds() {
    LaunchRequest limited =
        parse(with("limits", "{\"memoryBytes\":67108864,\"timeoutSeconds\":90}"));
    assertEquals(67_108_864, limited.limits().memoryBytes().getAsLong());
    assertEquals(90, limited.limits().timeout().orElseThrow().toSeconds());
    assertEquals(limited, LaunchRequest.fromJson(limited.toJson()));
    assertEquals(SessionLimits.NONE, parse(with("limits", "{}")).limits());
    assertRefused("field_value", "limits.memoryBytes", with("limits", "{\"memoryBytes\":1000000}"));
    assertRefused("field_value", "limits.timeoutSeconds", with("limits", "{\"timeoutSeconds\":0}"));
    assertRefused(
        "field_type", "limits.timeoutSeconds", with("limits", "{\"timeoutSeconds\":1.5}"));
    assertRefused("field_type", "limits.memoryBytes", with("limits", "{\"memoryBytes\":\"2GiB\"}"));
    assertRefused("field_type", "limits", with("limits", "7"));
  }
}
