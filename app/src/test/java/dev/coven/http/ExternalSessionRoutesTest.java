package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.http.HttpStage.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions that something other than the daemon runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExternalSessionRoutesTest {
  private static final String BODY =
      "{\"id\":\"%s\",\"projectRoot\":\"/no/such/place\",\"harness\":\"coven-code\"%s}";

  @TempDir private Path directory;
  private HttpStage http;

  @BeforeEach
  void open() throws Exception {
    http = new HttpStage(directory);
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void aSessionIsRegisteredOnce() throws IOException {
    Answer added =
        register(
            "e-1",
            ",\"title\":\"words\",\"transcriptPath\":\"/t/e.jsonl\",\"labels\":[\"a\",\"b\"]");
    assertEquals(201, added.status());
    JsonObject record = added.object();
    assertEquals("running", record.get("status").getAsString());
    assertTrue(record.get("external").getAsBoolean());
    assertEquals("/no/such/place", record.get("project_root").getAsString());
    assertEquals("coven-code", record.get("harness").getAsString());
    assertEquals("words", record.get("title").getAsString());
    assertEquals("/t/e.jsonl", record.get("transcript_path").getAsString());
    assertEquals("[\"a\",\"b\"]", record.get("labels").toString());
    assertEquals("private", record.get("visibility").getAsString());

    Answer again = register("e-1", ",\"title\":\"other words\"");
    assertEquals(200, again.status());
    assertEquals(record, again.object(), "unchanged");
    assertEquals(record, http.get("/sessions/e-1").object());
    assertEquals(1, http.get("/sessions").json().getAsJsonArray().size());
  }

  @Test
  void titleAndTranscriptAreOptional() throws IOException {
    for (String nothing : List.of("", ",\"title\":null", ",\"title\":\"  \"")) {
      JsonObject record = register("e" + nothing.length(), nothing).object();
      assertEquals("External session", record.get("title").getAsString());
      assertTrue(record.get("transcript_path").isJsonNull());
      assertEquals("[]", record.get("labels").toString());
    }
  }

  @Test
  void aSecretInATitleIsMasked() throws IOException {
    String secret = "ghp_" + "x7Kq2Rw9Lm4Tz8Bv3Nc6Hd1Ys5Pf0Gj2Ua";
    Answer added = register("e", ",\"title\":\"uses " + secret + "\"");
    assertFalse(added.text().contains(secret), added.text());
    assertTrue(added.object().get("title").getAsString().startsWith("uses ghp_*"), added.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|field_missing|id",
        "{\"id\":\" \"}|field_missing|id",
        "{\"id\":7}|field_type|id",
        "{\"id\":\"a/b\"}|field_value|id",
        "{\"id\":\"-a\"}|field_value|id",
        "{\"id\":\"a b\"}|field_value|id",
        "{\"id\":\"a\"}|field_missing|projectRoot",
        "{\"id\":\"a\",\"projectRoot\":[]}|field_type|projectRoot",
        "{\"id\":\"a\",\"projectRoot\":\"/\"}|field_missing|harness",
        "{\"id\":\"a\",\"projectRoot\":\"/\",\"harness\":\"x\",\"title\":1}|field_type|title",
        "{\"id\":\"a\",\"projectRoot\":\"/\",\"harness\":\"x\",\"transcriptPath\":1}"
            + "|field_type|transcriptPath",
        "{\"id\":\"a\",\"projectRoot\":\"/\",\"harness\":\"x\",\"labels\":[\"a\",\"a\"]}"
            + "|field_value|labels"
      })
  void whatIsWrongIsNamedInOrder(String body, String reason, String field) throws IOException {
    Answer refused = http.post("/sessions/external", body);
    assertEquals(400, refused.status());
    assertEquals("invalid_request", refused.code());
    assertEquals(reason, refused.reason());
    assertEquals(field, refused.details().get("field").getAsString());
    assertEquals("[]", http.get("/sessions").text());
  }

  @Test
  void whatWouldFillListsIsRefused() throws IOException {
    String longer = "/" + "x".repeat(4096);
    assertEquals(
        "field_value",
        http.post("/sessions/external", BODY.formatted("e", "").replace("/no/such/place", longer))
            .reason());
    assertEquals("field_value", register("e", ",\"transcriptPath\":\"" + longer + "\"").reason());
  }

  @Test
  void anIdOfTheDaemonsOwnIsAConflict() throws Exception {
    http.post("/sessions", http.launchBody("exit 0", "id", "\"mine\""));
    Answer refused = register("mine", "");
    assertEquals(409, refused.status());
    assertEquals("session_id_conflict", refused.code());
    assertEquals("mine", refused.details().get("sessionId").getAsString());
    register("theirs", "");
    Answer launch = http.post("/sessions", http.launchBody("exit 0", "id", "\"theirs\""));
    assertEquals(409, launch.status());
    assertEquals("session_id_conflict", launch.code());
    http.stage.awaitEnd("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "{},completed,null,exitCode=null",
    "{\"exitCode\":null},completed,null,exitCode=0",
    "{\"exitCode\":0},completed,0,exitCode=null",
    "{\"exitCode\":3},failed,3,exitCode=3",
    "{\"exitCode\":-1},failed,-1,exitCode=-1"
  })
  void itsEndIsTold(String body, String status, String code, String same) throws IOException {
    register("e", "");
    Answer completed = http.post("/api/v1/sessions/e/complete", body);
    assertEquals(200, completed.status());
    assertEquals(status, completed.object().get("status").getAsString());
    assertEquals(code, completed.object().get("exit_code").toString());
    String exit = "{\\\"exitCode\\\":" + code + ",\\\"status\\\":\\\"" + status + "\\\"}";
    String events = http.get("/sessions/e/events").text();
    assertTrue(events.contains(exit), events);
    assertTrue(events.contains("\"kind\":\"exit\""), events);

    for (String again : List.of(body, "{\"exitCode\":" + same.substring(9) + "}")) {
      Answer repeated = http.post("/sessions/e/complete", again);
      assertEquals(200, repeated.status(), again);
      assertEquals(completed.object(), repeated.object());
    }
    for (String other :
        List.of("{\"exitCode\":4}", status.equals("failed") ? "{}" : "{\"exitCode\":1}")) {
      Answer refused = http.post("/sessions/e/complete", other);
      assertEquals(409, refused.status());
      assertEquals("session_id_conflict", refused.code());
    }
    assertEquals(completed.object(), http.get("/sessions/e").object());
    assertEquals(events, http.get("/sessions/e/events").text(), "one end");
    assertEquals(200, register("e", "").status());
  }

  @Test
  void anEndIsCheckedInOrder() throws Exception {
    assertEquals("session_not_found", http.post("/sessions/none/complete", "not json").code());
    http.post("/sessions", http.launchBody("exit 0", "id", "\"mine\""));
    Answer managed = http.post("/sessions/mine/complete", "not json");
    assertEquals(422, managed.status());
    assertEquals("not_external_session", managed.code());
    register("e", "");
    assertEquals("body_malformed", http.post("/sessions/e/complete", "not json").reason());
    assertEquals("field_type", http.post("/sessions/e/complete", "{\"exitCode\":\"0\"}").reason());
    assertEquals("field_type", http.post("/sessions/e/complete", "{\"exitCode\":0.5}").reason());
    assertEquals(
        "field_value", http.post("/sessions/e/complete", "{\"exitCode\":2147483648}").reason());
    assertEquals("running", http.get("/sessions/e").object().get("status").getAsString());
    http.stage.awaitEnd("mine");
  }

  @Test
  void nobodyCanTypeToItOrKillIt() throws IOException {
    register("e", "");
    Answer kill = http.post("/sessions/e/kill", "");
    assertEquals(422, kill.status());
    assertEquals("external_session_not_killable", kill.code());
    for (String path : List.of("input", "resize")) {
      Answer refused = http.post("/sessions/e/" + path, "{}");
      assertEquals(409, refused.status());
      assertEquals("session_not_live", refused.code());
    }
    assertEquals("session_live", http.request("DELETE", "/sessions/e", null).code());
    assertEquals("session_live", http.post("/sessions/e/archive", "").code());
    http.post("/sessions/e/complete", "{}");
    assertEquals("session_not_live", http.post("/sessions/e/kill", "").code());
    assertEquals(200, http.post("/sessions/e/archive", "").status());
    assertEquals(200, http.request("DELETE", "/sessions/e", null).status());
    assertEquals(404, http.get("/sessions/e").status());
    assertEquals(201, register("e", "").status());
  }

  private Answer register(String id, String more) throws IOException {
    return http.post("/api/v1/sessions/external", BODY.formatted(id, more));
  }
}
