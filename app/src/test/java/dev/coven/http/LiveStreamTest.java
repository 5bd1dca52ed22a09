package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.Json;
import dev.coven.http.StreamClient.Message;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of a harness that runs, from the whole service. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveStreamTest {
  @TempDir private Path directory;
  @AutoClose private HttpStage http;

  @BeforeEach
  void open() throws Exception {
    http = new HttpStage(directory);
  }

  private String launch(String script) throws Exception {
    return http.post("/sessions", http.launchBody(script)).object().get("id").getAsString();
  }

  private static String printed(Message message) {
    return Json.parseObject(message.json().get("payload_json").getAsString())
        .get("data")
        .getAsString();
  }

  /** Reads on until a text was printed. */
  private static void await(StreamClient stream, String text) throws Exception {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(text) < 0) {
      Message message = stream.nextEvent();
      if (message.event().equals("output")) {
        seen.append(printed(message));
      }
    }
  }

  @Test
  void whatAHarnessPrintsComesAsItIsPrinted() throws Exception {
    String id = launch("echo ready; read a; echo got $a; read b; exit 3");
    try (StreamClient stream = http.stream()) {
      assertEquals(200, stream.ask("GET", "/events/stream?sessionId=" + id).status());
      await(stream, "ready");
      http.post("/sessions/" + id + "/input", "{\"data\":\"first\\n\"}");
      await(stream, "got first");
      http.post("/sessions/" + id + "/input", "{\"data\":\"second\\n\"}");
      List<Message> rest = stream.rest();
      assertEquals("exit", rest.getLast().event());
      assertTrue(rest.getLast().data().contains("\\\"exitCode\\\":3"));
      // The same connection tells the same again.
      stream.ask("GET", "/api/v1/events/stream?sessionId=" + id);
      assertEquals(
          http.get("/sessions/" + id + "/events").object().getAsJsonArray("events").asList(),
          stream.rest().stream().map(Message::json).map(each -> (Object) each).toList());
    }
  }

  @Test
  void healthSaysThatThereIsAStream() throws Exception {
    assertTrue(
        http.get("/health")
            .object()
            .getAsJsonObject("capabilities")
            .get("eventStream")
            .getAsBoolean());
  }

  @Test
  void theServicesEndIsToldToWhoeverFollows() throws Exception {
    String id = launch("echo ready; read a");
    try (StreamClient stream = http.stream()) {
      stream.ask("GET", "/events/stream?sessionId=" + id);
      await(stream, "ready");
      Thread end =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      http.shutdown();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
      Message last = stream.next();
      while (last.retry() == null) {
        last = stream.next();
      }
      assertNull(stream.next());
      Wait.ended(end);
    }
  }
}
