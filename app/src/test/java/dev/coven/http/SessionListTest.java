package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.Visibility;
import dev.coven.http.HttpStage.Answer;
import dev.coven.ledger.NewSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of sessions, bare and in pages. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionListTest {
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
  void theBareListIsNewestFirst() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      http.ledger.insert(id);
    }
    JsonArray list = http.get("/sessions").json().getAsJsonArray();
    Comparator<JsonObject> age =
        Comparator.<JsonObject, String>comparing(s -> s.get("created_at").getAsString())
            .thenComparing(s -> s.get("id").getAsString());
    List<JsonObject> found = list.asList().stream().map(JsonElement::getAsJsonObject).toList();
    assertEquals(3, found.size());
    assertEquals(found.stream().sorted(age.reversed()).toList(), found);
    assertEquals(16, list.get(0).getAsJsonObject().size());
  }

  @Test
  void pagesMeetWithoutGapOrRepeat() throws Exception {
    for (int i = 0; i < 25; i++) {
      http.ledger.insert("s" + i);
    }
    List<String> whole = ids(http.get("/sessions").json().getAsJsonArray());
    List<String> paged = new ArrayList<>();
    String query = "?limit=7";
    for (int page = 0; page < 4; page++) {
      JsonObject answer = http.get("/sessions" + query).object();
      paged.addAll(ids(answer.getAsJsonArray("sessions")));
      JsonElement next = answer.get("next_cursor");
      assertEquals(page == 3, next.isJsonNull());
      if (page < 3) {
        query = "?limit=7&cursor=" + next.getAsString();
      }
    }
    assertEquals(whole, paged);
    assertEquals(
        25, http.get("/sessions?includeArchived=false").object().getAsJsonArray("sessions").size());
  }

  @Test
  void anExactLastPageHasNoNext() throws Exception {
    http.ledger.insert("a");
    http.ledger.insert("b");
    assertTrue(http.get("/sessions?limit=2").object().get("next_cursor").isJsonNull());
    assertFalse(http.get("/sessions?limit=1").object().get("next_cursor").isJsonNull());
  }

  @ParameterizedTest
  @CsvSource({
    "limit,0",
    "limit,1001",
    "limit,-1",
    "limit,abc",
    "limit,1.5",
    "limit,''",
    "limit,99999999999",
    "includeArchived,yes",
    "includeArchived,TRUE",
    "includeArchived,''",
    "cursor,''",
    "cursor,*",
    "cursor,YWJj"
  })
  void aBadParameterIsNamedWithItsValue(String name, String value) throws IOException {
    Answer answer = http.get("/sessions?" + name + "=" + value);
    assertEquals(400, answer.status());
    assertEquals("invalid_request", answer.code());
    assertEquals(value, answer.details().get(name).getAsString());
  }

  @Test
  void aBareListThatIsTooLongAsksForPages() throws Exception {
    String longTitle = "t".repeat(30_000);
    for (int i = 0; i < 150; i++) {
      String id = "s" + i;
      http.ledger.commit(
          tx ->
              tx.insert(
                  new NewSession(
                      id,
                      "/p",
                      "codex",
                      longTitle,
                      null,
                      List.of(),
                      Visibility.PRIVATE,
                      "d",
                      "i")));
    }
    Answer bare = http.get("/sessions");
    assertEquals(413, bare.status());
    assertEquals("invalid_request", bare.code());
    assertEquals("use_limit", bare.reason());
    List<String> seen = new ArrayList<>();
    String query = "?limit=1000";
    while (query != null) {
      Answer page = http.get("/sessions" + query);
      assertTrue(page.bytes().length <= Api.MAX_BODY_BYTES);
      seen.addAll(ids(page.object().getAsJsonArray("sessions")));
      JsonElement next = page.object().get("next_cursor");
      query = next.isJsonNull() ? null : "?limit=1000&cursor=" + next.getAsString();
    }
    assertEquals(150, seen.stream().distinct().count());
    assertEquals(150, seen.size());
  }

  private static List<String> ids(JsonArray sessions) {
    return sessions.asList().stream()
        .map(session -> session.getAsJsonObject().get("id").getAsString())
        .toList();
  }
}
