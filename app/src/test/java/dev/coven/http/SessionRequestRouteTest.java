package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.contract.RecordedRequest;
import dev.coven.http.HttpStage.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What launched a session is kept, without its secrets, so that the same can be launched again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionRequestRouteTest {
  private static final String SECRET = "ghp_" + "x7Kq2Rw9Lm4Tz8Bv3Nc6Hd1Ys5Pf0Gj2Ua";

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
  void everythingThatWasAskedForIsKept() throws Exception {
    Files.createDirectories(http.stage.project.resolve("src"));
    String body =
        http.launchBody(
            "exit 0\n# and more",
            "id",
            "\"one\"",
            "cwd",
            "\"src\"",
            "title",
            "\"a title\"",
            "model",
            "\"openai/gpt-5\"",
            "launchMode",
            "\"nonInteractive\"",
            "labels",
            "[\"a\",\"b\"]",
            "visibility",
            "\"shared\"",
            "conversation",
            "{\"mode\":\"init\",\"id\":\"c-1\"}");
    http.post("/sessions", body);
    http.stage.awaitEnd("one");

    Answer kept = http.get("/api/v1/sessions/one/request");

    assertEquals(200, kept.status());
    JsonObject expected = new JsonObject();
    expected.addProperty("projectRoot", http.stage.project.toString());
    expected.addProperty("harness", "codex");
    expected.addProperty("prompt", "exit 0\n# and more");
    expected.addProperty("cwd", http.stage.project.resolve("src").toString());
    expected.addProperty("title", "a title");
    expected.addProperty("model", "openai/gpt-5");
    expected.addProperty("launchMode", "nonInteractive");
    for (String member : new String[] {"labels", "visibility", "conversation"}) {
      expected.add(member, JsonParser.parseString(body).getAsJsonObject().get(member));
    }
    expected.addProperty("masked", false);
    assertEquals(expected, kept.object());

    RecordedRequest again = RecordedRequest.fromJson(kept.object());
    assertEquals(201, http.post("/sessions", again.request().toJson().toString()).status());
  }

  @Test
  void aMaskedPromptSaysSo() throws Exception {
    String prompt = ": use " + SECRET + "; exit 0";
    http.post("/sessions", http.launchBody(prompt, "id", "\"one\""));
    http.stage.awaitEnd("one");
    Answer kept = http.get("/sessions/one/request");
    assertTrue(kept.object().get("masked").getAsBoolean());
    assertFalse(kept.text().contains(SECRET), kept.text());
    assertEquals(prompt.length(), kept.object().get("prompt").getAsString().length());
    // Nowhere in the ledger's files either.
    for (String suffix : new String[] {"", "-wal"}) {
      byte[] bytes = Files.readAllBytes(directory.resolve("ledger.sqlite3" + suffix));
      assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains(SECRET));
    }
  }

  @Test
  void whatIsNotKnownIsNotFound() throws Exception {
    assertEquals("session_not_found", http.get("/sessions/none/request").code());
    http.post(
        "/sessions/external",
        "{\"id\":\"theirs\",\"projectRoot\":\"/\",\"harness\":\"coven-code\"}");
    Answer theirs = http.get("/sessions/theirs/request");
    assertEquals(404, theirs.status());
    assertEquals("not_found", theirs.code());
    assertEquals("theirs", theirs.details().get("sessionId").getAsString());
  }

  @Test
  void itGoesWithItsSession() throws Exception {
    http.post("/sessions", http.launchBody("exit 0", "id", "\"one\""));
    http.stage.awaitEnd("one");
    assertEquals(200, http.request("DELETE", "/sessions/one", null).status());
    http.post("/sessions", http.launchBody("exit 1", "id", "\"one\""));
    http.stage.awaitEnd("one");
    assertEquals("exit 1", http.get("/sessions/one/request").object().get("prompt").getAsString());
  }
}
