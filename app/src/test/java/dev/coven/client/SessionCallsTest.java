package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.Completion;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.ExternalSession;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for sessions, and how it goes over the wire. */
class SessionCallsTest {
  @TempDir private Path directory;
  private FakeDaemon daemon;
  private DaemonClient client;
  private final AtomicReference<String> sent = new AtomicReference<>();

  @BeforeEach
  void begin() throws IOException {
    Path socket = directory.resolve("coven.sock");
    daemon = new FakeDaemon(socket);
    client = DaemonClient.connect(socket, DaemonClient.Need.HEALTHY);
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    daemon.close();
  }

  private void on(String route, String answer) {
    daemon.on(
        route,
        request -> {
          sent.set(request);
          return answer;
        });
  }

  private static String record(SessionStatus status) {
    return FakeDaemon.ok(FakeDaemon.session("s1", status, null));
  }

  @Test
  void aSizeIsSent() throws IOException {
    on("POST /sessions/s1/resize", FakeDaemon.response(202, "{\"ok\":true}"));
    client.resize("s1", new TerminalSize(100, 30));
    assertTrue(sent.get().endsWith("{\"columns\":100,\"rows\":30}"), sent.get());
  }

  @Test
  void pastSessionsArePutAwayBroughtBackAndDeleted() throws IOException {
    on("POST /sessions/s1/archive", record(SessionStatus.FAILED));
    on("POST /sessions/s1/restore", record(SessionStatus.IDLE));
    assertEquals(SessionStatus.FAILED, client.archive("s1").status());
    assertEquals(SessionStatus.IDLE, client.restore("s1").status());
    on("DELETE /sessions/s1", FakeDaemon.response(200, "{\"ok\":true,\"deleted\":true}"));
    client.delete("s1");
    assertEquals("DELETE /sessions/s1", daemon.requests().getLast());
    on("DELETE /sessions/s1", FakeDaemon.refusal(409, "session_live", new JsonObject()));
    ApiException refused = assertThrows(ApiException.class, () -> client.delete("s1"));
    assertEquals(ErrorCode.SESSION_LIVE, refused.code());
  }

  @Test
  void aDeletionIsNeverRepeated() {
    on("DELETE /sessions/s1", null);
    assertThrows(OutcomeUnknownException.class, () -> client.delete("s1"));
    assertEquals(1, daemon.requests().stream().filter("DELETE /sessions/s1"::equals).count());
  }

  @Test
  void externalSessionsAreRegisteredAndCompleted() throws IOException {
    on("POST /sessions/external", record(SessionStatus.RUNNING));
    on("POST /sessions/s1/complete", record(SessionStatus.COMPLETED));
    ExternalSession session =
        new ExternalSession("s1", "/p", "coven-code", null, "/t", List.of("a"));
    assertEquals(SessionStatus.RUNNING, client.external().register(session).status());
    assertTrue(
        sent.get()
            .endsWith(
                "{\"id\":\"s1\",\"projectRoot\":\"/p\",\"harness\":\"coven-code\",\"title\":\"External"
                    + " session\",\"transcriptPath\":\"/t\",\"labels\":[\"a\"]}"),
        sent.get());
    assertEquals(
        SessionStatus.COMPLETED, client.external().complete("s1", new Completion(null)).status());
    assertTrue(sent.get().endsWith("{\"exitCode\":null}"), sent.get());
  }

  @Test
  void whatLaunchedASessionIsRead() throws IOException {
    RecordedRequest request =
        new RecordedRequest(
            LaunchRequest.of("/p", "codex", "a prompt", LaunchMode.NON_INTERACTIVE), true);
    on("GET /sessions/s1/request", FakeDaemon.ok(request.toJson()));
    assertEquals(request, client.request("s1"));
  }
}
