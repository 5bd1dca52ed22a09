package dev.coven.it;

import static dev.coven.it.Contract.requireDetail;
import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /sessions: every refusal leaves no row, every launch a record with every field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractLaunchIT {
  private static final String PATH = "/sessions";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Set<String> RECORD =
      Set.of(
          "id",
          "project_root",
          "harness",
          "title",
          "status",
          "exit_code",
          "archived_at",
          "created_at",
          "updated_at",
          "conversation_id",
          "familiar_id",
          "execution_binding",
          "labels",
          "visibility",
          "external",
          "transcript_path");

  @AutoClose private final Contract contract = Contract.open();
  private final Path root = contract.home().project();

  @BeforeAll
  void furnish() throws IOException {
    Files.createDirectory(root.resolve("inside"));
    Files.createDirectory(root.resolveSibling("project-two"));
    Files.writeString(root.resolve("file"), "");
    Files.createSymbolicLink(root.resolve("out"), root.resolveSibling("project-two"));
    Files.createSymbolicLink(root.resolve("in"), root.resolve("inside"));
    Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
    Files.createSymbolicLink(root.resolve("round"), root.resolve("round"));
  }

  /**
   * A launch that would be accepted, changed: pairs of a member and its JSON; "-" takes it away.
   */
  private String body(String... changes) {
    JsonObject json = new JsonObject();
    json.addProperty("projectRoot", root.toString());
    json.addProperty("harness", House.SHELL_HARNESS);
    json.addProperty("prompt", "exit 0");
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1].equals("-")) {
        json.remove(changes[i]);
      } else {
        json.add(changes[i], JsonParser.parseString(changes[i + 1].replace("{root}", "" + root)));
      }
    }
    return json.toString();
  }

  private static Arguments wrong(String name, String reason, String field, String... changes) {
    return Arguments.of(name, reason, field, changes);
  }

  static Stream<Arguments> wrongFields() {
    return Stream.of(
        wrong("no root", "field_missing", "projectRoot", "projectRoot", "-"),
        wrong("a null root", "field_missing", "projectRoot", "projectRoot", "null"),
        wrong("an empty root", "field_missing", "projectRoot", "projectRoot", "''"),
        wrong("a blank root", "field_missing", "projectRoot", "projectRoot", "' \\t\\n'"),
        wrong("a root that is a number", "field_type", "projectRoot", "projectRoot", "7"),
        wrong("a root that is a list", "field_type", "projectRoot", "projectRoot", "['/']"),
        wrong("a root with NUL", "field_value", "projectRoot", "projectRoot", "'/a\\u0000b'"),
        wrong("no harness", "field_missing", "harness", "harness", "-"),
        wrong("a blank harness", "field_missing", "harness", "harness", "'  '"),
        wrong("a harness that is true", "field_type", "harness", "harness", "true"),
        wrong("no prompt", "field_missing", "prompt", "prompt", "-"),
        wrong("a blank prompt", "field_missing", "prompt", "prompt", "'\\n'"),
        wrong("a prompt that is an object", "field_type", "prompt", "prompt", "{}"),
        wrong("a prompt with NUL", "field_value", "prompt", "prompt", "'a\\u0000b'"),
        wrong(
            "root before harness",
            "field_missing",
            "projectRoot",
            "projectRoot",
            "-",
            "harness",
            "7",
            "prompt",
            "7"),
        wrong("harness before prompt", "field_missing", "harness", "harness", "-", "prompt", "7"),
        wrong("required before optional", "field_missing", "prompt", "prompt", "-", "cwd", "7"),
        wrong("a cwd that is a number", "field_type", "cwd", "cwd", "7"),
        wrong("a title that is a list", "field_type", "title", "title", "[]"),
        wrong("a model that is false", "field_type", "model", "model", "false"),
        wrong("a mode that is none", "field_value", "launchMode", "launchMode", "'batch'"),
        wrong("a mode in other case", "field_value", "launchMode", "launchMode", "'Interactive'"),
        wrong("a mode that is a number", "field_type", "launchMode", "launchMode", "1"),
        wrong("labels that are a string", "field_type", "labels", "labels", "'a'"),
        wrong("a label that is a number", "field_type", "labels", "labels", "['a',1]"),
        wrong("an empty label", "field_value", "labels", "labels", "['']"),
        wrong("a label with a blank", "field_value", "labels", "labels", "['a b']"),
        wrong("a label that is not ASCII", "field_value", "labels", "labels", "['é']"),
        wrong(
            "a label of 65 bytes", "field_value", "labels", "labels", "['" + "a".repeat(65) + "']"),
        wrong("a label twice", "field_value", "labels", "labels", "['a','b','a']"),
        wrong(
            "17 labels",
            "field_value",
            "labels",
            "labels",
            "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]".replaceAll("(\\d+)", "'$1'")),
        wrong("a visibility that is none", "field_value", "visibility", "visibility", "'public'"),
        wrong(
            "a visibility that is null is none said, a list is wrong",
            "field_type",
            "visibility",
            "visibility",
            "['private']"),
        wrong(
            "a conversation id with a blank",
            "field_value",
            "conversationId",
            "conversationId",
            "'a b'"),
        wrong(
            "a conversation id of 129",
            "field_value",
            "conversationId",
            "conversationId",
            "'" + "a".repeat(129) + "'"),
        wrong(
            "a conversation that is a string",
            "field_type",
            "conversation",
            "conversation",
            "'init'"),
        wrong(
            "a conversation without a mode",
            "field_missing",
            "conversation.mode",
            "conversation",
            "{id:'a'}"),
        wrong(
            "a conversation without an id",
            "field_missing",
            "conversation.id",
            "conversation",
            "{mode:'init'}"),
        wrong(
            "a conversation of another mode",
            "field_value",
            "conversation.mode",
            "conversation",
            "{mode:'fork',id:'a'}"),
        wrong(
            "a conversation with a bad id",
            "field_value",
            "conversation.id",
            "conversation",
            "{mode:'init',id:'a/b'}"),
        wrong("an id with a slash", "field_value", "id", "id", "'a/b'"),
        wrong("an id that is ..", "field_value", "id", "id", "'..'"),
        wrong("an id that begins with a dash", "field_value", "id", "id", "'-a'"),
        wrong("an id of 65", "field_value", "id", "id", "'" + "a".repeat(65) + "'"),
        wrong("an id that is a number", "field_type", "id", "id", "5"),
        wrong("limits that are a list", "field_type", "limits", "limits", "[]"),
        wrong(
            "a time of 0", "field_value", "limits.timeoutSeconds", "limits", "{timeoutSeconds:0}"),
        wrong(
            "a fraction of a second",
            "field_type",
            "limits.timeoutSeconds",
            "limits",
            "{timeoutSeconds:1.5}"),
        wrong("a byte of memory", "field_value", "limits.memoryBytes", "limits", "{memoryBytes:1}"),
        wrong("memory as text", "field_type", "limits.memoryBytes", "limits", "{memoryBytes:'1G'}"),
        wrong(
            "memory beyond all bounds",
            "field_value",
            "limits.memoryBytes",
            "limits",
            "{memoryBytes:1e18}"));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFields")
  void aWrongFieldIsNamed(String name, String reason, String field, String... changes)
      throws IOException {
    Reply reply = refuse(body(changes));
    String details = "{\"reason\":\"%s\",\"field\":\"%s\"}".formatted(reason, field);
    requireError(reply, 400, "invalid_request", details);
    String message = reply.object().getAsJsonObject("error").get("message").getAsString();
    if (reason.equals("field_missing")) {
      assertEquals("request body requires string field `" + field + "`", message);
    } else {
      assertTrue(message.contains(field), message);
    }
  }

  /** Posts what must be refused, and requires that no row came to be. */
  private Reply refuse(String body) throws IOException {
    Reply reply = contract.post(PATH, body);
    assertEquals(0, contract.ask("GET", "/sessions").array().size(), reply::toString);
    return reply;
  }

  private static Arguments path(String name, String reason, String member, String value) {
    return Arguments.of(name, reason, member, value);
  }

  static Stream<Arguments> wrongPaths() {
    return Stream.of(
        path("a relative root", "field_value", "projectRoot", "project"),
        path("a root that begins with ~", "field_value", "projectRoot", "~/project"),
        path("a root that does not exist", "root_not_found", "projectRoot", "{root}/nowhere"),
        path("a root that is a file", "root_not_directory", "projectRoot", "{root}/file"),
        path("a root below a file", "root_not_found", "projectRoot", "{root}/file/x"),
        path("a root that is a dangling link", "root_not_found", "projectRoot", "{root}/dangling"),
        path("a root that is a link to itself", "root_not_found", "projectRoot", "{root}/round"),
        path("a root too long", "root_not_found", "projectRoot", "/" + "a".repeat(5000)),
        path("a cwd above", "cwd_outside_root", "cwd", ".."),
        path("a cwd beside, by ..", "cwd_outside_root", "cwd", "../project-two"),
        path("a cwd that goes in and out", "cwd_outside_root", "cwd", "inside/../../project-two"),
        path("a cwd outside that does not exist", "cwd_outside_root", "cwd", "../none"),
        path("an absolute cwd outside", "cwd_outside_root", "cwd", "/"),
        path("a sibling with the root's name in front", "cwd_outside_root", "cwd", "{root}-two"),
        path("a link that leads out", "cwd_outside_root", "cwd", "out"),
        path("something behind a link that leads out", "cwd_outside_root", "cwd", "out/none"),
        path("a cwd that does not exist", "cwd_not_found", "cwd", "nowhere"),
        path("a cwd that is a file", "cwd_not_directory", "cwd", "file"),
        path("a cwd below a file", "cwd_not_found", "cwd", "file/x"),
        path("a cwd that is a link to itself", "cwd_not_found", "cwd", "round"));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongPaths")
  void aWrongPathIsRefused(String name, String reason, String member, String value)
      throws IOException {
    String told = value.replace("{root}", root.toString());
    Reply reply = refuse(body(member, "'" + told + "'"));
    JsonObject details = new JsonObject();
    details.addProperty("reason", reason);
    details.addProperty(member, told);
    requireError(reply, 400, "invalid_request", details.toString());
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "true",
        "7",
        "\"x\"",
        "{",
        "}",
        "{}x",
        "{} {}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\t\"}",
        "// c\n{}",
        "{\"a\":\"\\x\"}",
        "[[[[[[[[[["
      })
  void aBodyThatIsNoObjectIsRefused(String body) throws IOException {
    requireError(refuse(body), 400, "invalid_request", "{\"reason\":\"body_malformed\"}");
  }

  @Order(1)
  @Test
  void aBodyThatIsNestedTooDeepIsRefused() throws IOException {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    requireError(refuse(deep), 400, "invalid_request", "{\"reason\":\"body_malformed\"}");
  }

  @Order(1)
  @Test
  void aBodyThatIsNoUtf8IsRefused() throws IOException {
    for (String bytes : new String[] {"{\"a\":\"\u00ff\"}", "{\"a\":\"\u00c0\u0080\"}"}) {
      Reply reply =
          contract.raw(
              "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(bytes.length(), bytes));
      requireError(reply, 400, "invalid_request", "{\"reason\":\"body_malformed\"}");
    }
  }

  @Order(1)
  @Test
  void aHarnessThatNobodyKnowsIsRefused() throws IOException {
    requireDetail(
        refuse(body("harness", "'none'")), 400, "invalid_request", "reason", "harness_unknown");
    requireDetail(
        refuse(body("harness", "'Claude'")), 400, "invalid_request", "reason", "harness_unknown");
  }

  @Order(1)
  @Test
  void aHarnessThatIsNotInstalledIsRefused() throws IOException {
    requireDetail(
        refuse(body("harness", "'codex'")),
        400,
        "invalid_request",
        "reason",
        "harness_not_installed");
  }

  @Order(2)
  @Test
  void aLaunchGivesARecordThatRuns() throws Exception {
    Reply reply = contract.post(PATH, body("prompt", "'exit 3\\nand more'")).expect(201);
    JsonObject record = reply.object();
    assertEquals(RECORD, record.keySet());
    assertEquals("running", record.get("status").getAsString());
    assertEquals("exit 3", record.get("title").getAsString());
    assertEquals(root.toRealPath().toString(), record.get("project_root").getAsString());
    assertEquals(House.SHELL_HARNESS, record.get("harness").getAsString());
    assertEquals(new JsonArray(), record.get("labels"));
    assertEquals("private", record.get("visibility").getAsString());
    assertFalse(record.get("external").getAsBoolean());
    for (String member :
        Set.of(
            "exit_code",
            "archived_at",
            "conversation_id",
            "familiar_id",
            "execution_binding",
            "transcript_path")) {
      assertEquals(JsonNull.INSTANCE, record.get(member), member);
    }
    for (String member : Set.of("created_at", "updated_at")) {
      assertTrue(
          record.get(member).getAsString().matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"), member);
    }
    JsonObject ended = end(record);
    assertEquals("failed", ended.get("status").getAsString());
    assertEquals(3, ended.get("exit_code").getAsInt());
    assertEquals(RECORD, ended.keySet());
  }

  private JsonObject end(JsonObject record) throws Exception {
    return contract.awaitEnd(record.get("id").getAsString(), LIMIT);
  }

  @Order(2)
  @Test
  void whatTheClientSaysIsRecorded() throws Exception {
    JsonObject record =
        contract
            .post(
                PATH,
                body(
                    "title", "'Ein Titel'",
                    "labels", "['a','B-2','c:d.e_f']",
                    "visibility", "'workspace'",
                    "conversationId", "'c.1'",
                    "id", "'chosen_1'",
                    "cwd", "'inside'",
                    "model", "'m'",
                    "unknown", "{}"))
            .expect(201)
            .object();
    assertEquals("Ein Titel", record.get("title").getAsString());
    assertEquals("[\"a\",\"B-2\",\"c:d.e_f\"]", record.get("labels").toString());
    assertEquals("workspace", record.get("visibility").getAsString());
    assertEquals("c.1", record.get("conversation_id").getAsString());
    assertEquals("chosen_1", record.get("id").getAsString());
    // It has a conversation that can be continued.
    assertEquals("idle", end(record).get("status").getAsString());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"inside", "./inside", "in", "inside/../inside", ".", "{root}/inside"})
  void aCwdInsideIsWhereItRuns(String cwd) throws Exception {
    JsonObject record =
        contract
            .post(PATH, body("cwd", "'" + cwd + "'", "prompt", "'pwd -P'"))
            .expect(201)
            .object();
    assertEquals("completed", end(record).get("status").getAsString());
    Path wanted = root.resolve(cwd.replace("{root}", "" + root)).toRealPath();
    assertEquals(wanted + "\r\n", contract.printed(record.get("id").getAsString()));
  }

  @Order(2)
  @Test
  void aLaunchUnderAChosenIdCanBeRepeated() throws Exception {
    String request = body("id", "'twice'", "title", "'t'", "prompt", "'exit 0'");
    JsonObject first = contract.post(PATH, request).expect(201).object();
    assertEquals(
        first.get("created_at"),
        contract.post(PATH, request).expect(200).object().get("created_at"));
    JsonObject ended = end(first);
    assertEquals(ended, contract.post(PATH, request).expect(200).object());
    for (String[] other :
        new String[][] {
          {"prompt", "'exit 1'"},
          {"title", "'u'"},
          {"labels", "['x']"},
          {"cwd", "'inside'"},
          {"model", "'m'"},
          {"launchMode", "'nonInteractive'"},
          {"visibility", "'shared'"},
          {"conversationId", "'c'"},
          {"limits", "{timeoutSeconds:99}"}
        }) {
      JsonObject changed = JsonParser.parseString(request).getAsJsonObject();
      JsonElement value = JsonParser.parseString(other[1]);
      changed.add(other[0], value);
      requireError(
          contract.post(PATH, changed.toString()),
          409,
          "session_id_conflict",
          "{\"sessionId\":\"twice\"}");
    }
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(
      strings = {"-x", "--help", "$(exit 9)", "`id`", "a'b\"c", "a\nb", "*", "\u00fc\u4e2d"})
  void aPromptIsOneArgumentAsItStands(String prompt) throws Exception {
    contract.home().harness("codex", "for last; do :; done; printf %s \"$last\"");
    JsonObject json = JsonParser.parseString(body("harness", "'codex'")).getAsJsonObject();
    json.addProperty("prompt", prompt);
    JsonObject record = contract.post(PATH, json.toString()).expect(201).object();
    assertEquals("completed", end(record).get("status").getAsString());
    assertEquals(prompt.replace("\n", "\r\n"), contract.printed(record.get("id").getAsString()));
  }
}
