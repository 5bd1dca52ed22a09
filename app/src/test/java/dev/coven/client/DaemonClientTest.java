package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonClientTest {
  @TempDir private Path directory;
  private Path socket;
  private FakeDaemon daemon;

  @BeforeEach
  void begin() throws IOException {
    socket = directory.resolve("coven.sock");
    daemon = new FakeDaemon(socket);
    daemon.on(
        "GET /sessions/s1",
        _ -> FakeDaemon.ok(FakeDaemon.session("s1", SessionStatus.RUNNING, null)));
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @Test
  void keepsOneConnectionForAllCalls() throws IOException {
    try (DaemonClient client = connect()) {
      client.session("s1");
      client.session("s1");
    }
    assertEquals(1, daemon.connections());
    assertEquals(List.of("GET /health", "GET /sessions/s1", "GET /sessions/s1"), daemon.requests());
  }

  @Test
  void negotiatesAgainAfterARestart() throws IOException {
    try (DaemonClient client = connect()) {
      daemon.hangUp();
      daemon.on("GET /health", _ -> FakeDaemon.ok(daemon.health(4242, true)));
      client.session("s1");
      assertEquals(4242, client.daemon().pid());
    }
    assertEquals(2, daemon.connections());
  }

  @Test
  void refusesADaemonThatChangedItsContractBetweenTwoCalls() throws IOException {
    try (DaemonClient client = connect()) {
      daemon.hangUp();
      JsonObject health = daemon.health(4242, true);
      health.addProperty("apiVersion", "coven.daemon.v2");
      daemon.on("GET /health", _ -> FakeDaemon.ok(health));
      UnusableDaemonException refusal =
          assertThrows(UnusableDaemonException.class, () -> client.input("s1", "secret"));
      assertEquals(UnusableDaemonException.Problem.INCOMPATIBLE, refusal.problem());
    }
    assertTrue(daemon.requests().stream().noneMatch(line -> line.startsWith("POST")));
  }

  @Test
  void repeatsAReadOnceWhenAKeptConnectionEnds() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    daemon.on(
        "GET /sessions/s1",
        _ ->
            calls.getAndIncrement() == 0
                ? null
                : FakeDaemon.ok(FakeDaemon.session("s1", SessionStatus.RUNNING, null)));
    try (DaemonClient client = connect()) {
      assertEquals("s1", client.session("s1").id());
    }
    assertEquals(2, calls.get());
  }

  @Test
  void givesUpWhenTheSecondReadEndsToo() throws IOException {
    daemon.on("GET /sessions/s1", _ -> null);
    try (DaemonClient client = connect()) {
      assertThrows(ConnectionLostException.class, () -> client.session("s1"));
    }
    assertEquals(2, daemon.requests().stream().filter("GET /sessions/s1"::equals).count());
  }

  @Test
  void connectsOnceMoreWhenTheFirstConnectionWaitedForADaemonThatEnded() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    daemon.on(
        "GET /health",
        _ -> asked.getAndIncrement() == 0 ? null : FakeDaemon.ok(daemon.health(4242, true)));
    try (DaemonClient client = connect()) {
      assertEquals(4242, client.daemon().pid());
      assertEquals("s1", client.session("s1").id());
    }
    assertEquals(2, daemon.connections());
  }

  @Test
  void sendsAChangeOnceAfterAConnectionThatEndedBetweenTwoCalls() throws IOException {
    daemon.on("POST /sessions/s1/kill", _ -> FakeDaemon.response(202, "{\"ok\":true}"));
    try (DaemonClient client = connect()) {
      daemon.hangUp();
      client.kill("s1");
    }
    assertEquals(1, daemon.requests().stream().filter(line -> line.startsWith("POST")).count());
  }

  @Test
  void neverRepeatsAChange() throws IOException {
    daemon.on("POST /sessions/s1/kill", _ -> null);
    try (DaemonClient client = connect()) {
      assertThrows(OutcomeUnknownException.class, () -> client.kill("s1"));
    }
    assertEquals(1, daemon.requests().stream().filter(line -> line.startsWith("POST")).count());
  }

  @Test
  void throwsRefusalsOfTheContract() throws IOException {
    JsonObject details = new JsonObject();
    details.addProperty("sessionId", "s1");
    daemon.on("POST /sessions/s1/input", _ -> FakeDaemon.refusal(409, "session_not_live", details));
    try (DaemonClient client = connect()) {
      ApiException refusal = assertThrows(ApiException.class, () -> client.input("s1", "x"));
      assertEquals(ErrorCode.SESSION_NOT_LIVE, refusal.code());
      assertEquals("s1", refusal.details().get("sessionId").getAsString());
    }
  }

  @Test
  void showsCodesOfLaterDaemons() throws IOException {
    daemon.on("POST /sessions/s1/kill", _ -> FakeDaemon.refusal(418, "teapot", new JsonObject()));
    try (DaemonClient client = connect()) {
      UnexpectedAnswerException refusal =
          assertThrows(UnexpectedAnswerException.class, () -> client.kill("s1"));
      assertTrue(refusal.getMessage().contains("teapot"), refusal.getMessage());
    }
  }

  @Test
  void refusesRecordsThatTheContractHasNot() throws IOException {
    daemon.on("GET /sessions/s1", _ -> FakeDaemon.response(200, "{\"id\":1}"));
    try (DaemonClient client = connect()) {
      assertThrows(UnusableDaemonException.class, () -> client.session("s1"));
    }
  }

  @Test
  void takesADegradedDaemonOnlyWhereThatIsEnough() throws IOException {
    daemon.on("GET /health", _ -> FakeDaemon.ok(daemon.health(7, false)));
    assertThrows(UnusableDaemonException.class, this::connect);
    try (DaemonClient client = DaemonClient.connect(socket, DaemonClient.Need.ANSWERING)) {
      assertEquals("s1", client.session("s1").id());
    }
  }

  @Test
  void saysWhatToDoWhenNobodyListens() throws IOException {
    daemon.close();
    DaemonUnreachableException failure =
        assertThrows(DaemonUnreachableException.class, this::connect);
    assertEquals(DaemonUnreachableException.Reason.NO_SOCKET, failure.reason());
    assertEquals("coven daemon start", failure.next().orElseThrow());
  }

  private DaemonClient connect() throws IOException {
    return DaemonClient.connect(socket, DaemonClient.Need.HEALTHY);
  }
}
