package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.http.HttpStage.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that have ended: put away, brought back, deleted. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PastSessionRoutesTest {
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
  void aSessionIsPutAwayAndBroughtBack() throws Exception {
    ended("one", "echo words");
    Answer archived = http.post("/api/v1/sessions/one/archive", "{}");
    assertEquals(200, archived.status());
    String at = archived.object().get("archived_at").getAsString();
    assertEquals("completed", archived.object().get("status").getAsString());
    assertEquals("[]", http.get("/sessions").text());
    assertEquals(1, listed("/sessions?includeArchived=true").size());
    assertEquals(0, listed("/sessions?limit=10").size());
    assertTrue(http.get("/sessions/one/log").text().contains("words"));

    Answer again = http.post("/sessions/one/archive", "{}");
    assertEquals(at, again.object().get("archived_at").getAsString(), "the first time counts");
    assertEquals(archived.object(), again.object());

    Answer restored = http.request("POST", "/sessions/one/restore", null);
    assertEquals(200, restored.status());
    assertTrue(restored.object().get("archived_at").isJsonNull());
    assertEquals(restored.object(), http.post("/sessions/one/restore", "").object());
    assertEquals(restored.object(), http.get("/sessions/one").object());
    assertEquals(1, http.get("/sessions").json().getAsJsonArray().size());
  }

  @Test
  void whatIsLiveIsLeftAlone() throws Exception {
    http.post("/sessions", http.launchBody("echo ready; exec sleep 1000", "id", "\"live\""));
    http.stage.awaitOutput("live", "ready");
    JsonObject before = http.get("/sessions/live").object();
    for (Answer refused :
        List.of(
            http.post("/sessions/live/archive", "{}"),
            http.request("DELETE", "/sessions/live", null))) {
      assertEquals(409, refused.status());
      assertEquals("session_live", refused.code());
      assertEquals("live", refused.details().get("sessionId").getAsString());
    }
    assertEquals(200, http.post("/sessions/live/restore", "{}").status());
    assertEquals(before, http.get("/sessions/live").object());
    http.ledger.insert("created");
    assertEquals("session_live", http.request("DELETE", "/sessions/created", null).code());
  }

  @Test
  void whatIsUnknownIsNotFound() throws IOException {
    for (Answer refused :
        List.of(
            http.post("/sessions/none/archive", "not json"),
            http.post("/sessions/none/restore", "{}"),
            http.request("DELETE", "/api/v1/sessions/none", null))) {
      assertEquals(404, refused.status());
      assertEquals("session_not_found", refused.code());
      assertEquals("none", refused.details().get("sessionId").getAsString());
    }
  }

  @Test
  void aDeletedSessionIsGoneWithAllThatWasKeptOfIt() throws Exception {
    ended("one", "echo secretive words");
    ended("two", "echo other words");
    long last = lastSeq("two");

    Answer deleted = http.request("DELETE", "/api/v1/sessions/two", null);

    assertEquals(200, deleted.status());
    assertEquals("{\"ok\":true,\"deleted\":true}", deleted.text());
    assertEquals(404, http.get("/sessions/two").status());
    assertEquals(404, http.get("/sessions/two/events").status());
    assertEquals(404, http.get("/sessions/two/log").status());
    assertEquals(404, http.request("DELETE", "/sessions/two", null).status());
    assertFalse(Files.exists(directory.resolve("sessions/two")));
    assertEquals(1, listed("/sessions?includeArchived=true").size());
    assertTrue(http.get("/sessions/one/log").text().contains("secretive words"));

    ended("two", "echo new words");
    assertTrue(
        http.get("/sessions/two/events")
                .object()
                .getAsJsonArray("events")
                .get(0)
                .getAsJsonObject()
                .get("seq")
                .getAsLong()
            > last,
        "no number is given out again");
    assertFalse(http.get("/sessions/two/log").text().contains("other"));
  }

  @Test
  void aDeletionRightAfterTheEndWaitsForItsRemains() throws Exception {
    for (int i = 0; i < 20; i++) {
      ended("s" + i, "exit 0");
      assertEquals(200, http.request("DELETE", "/sessions/s" + i, null).status());
    }
    assertEquals(0, listed("/sessions?includeArchived=true").size());
  }

  private void ended(String id, String script) throws Exception {
    assertEquals(
        201, http.post("/sessions", http.launchBody(script, "id", "\"" + id + "\"")).status());
    http.stage.awaitEnd(id);
  }

  private JsonArray listed(String path) throws IOException {
    return http.get(path).object().getAsJsonArray("sessions");
  }

  private long lastSeq(String id) throws IOException {
    JsonArray events = http.get("/sessions/" + id + "/events").object().getAsJsonArray("events");
    return events.get(events.size() - 1).getAsJsonObject().get("seq").getAsLong();
  }
}
