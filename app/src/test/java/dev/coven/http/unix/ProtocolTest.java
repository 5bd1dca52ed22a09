package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.http.unix.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What well-behaved clients of every kind get. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProtocolTest {
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    server = new TestServer();
    client = server.client();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    assertFalse(server.failure.isDone());
  }

  @Test
  void keepsTheConnectionAlive() throws IOException {
    for (int i = 0; i < 100; i++) {
      assertEquals("hello", client.get("/hello").answer().body());
    }
    assertEquals(1, server.server.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "TE, close", "keep-alive, close"})
  void closesWhenAsked(String connection) throws IOException {
    Answer answer = client.get("/hello", "Connection: " + connection).answer();
    assertEquals(List.of("close"), answer.values("Connection"));
    assertEquals("", client.readToEnd());
  }

  @Test
  void closesAfterHttp10() throws IOException {
    client.send("GET /hello HTTP/1.0\r\n\r\n");
    assertEquals("hello", client.answer().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void keepsHttp10AliveOnlyWhenAsked() throws IOException {
    for (int i = 0; i < 2; i++) {
      client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertEquals(List.of("keep-alive"), client.answer().values("Connection"));
    }
  }

  @Test
  void answersAHalfClosedClientAndThenEnds() throws IOException {
    client.get("/hello").halfClose();
    assertEquals("hello", client.answer().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void answersAHalfClosedClientWhoseHandlerTakesItsTime() throws Exception {
    client.get("/hold").halfClose();
    assertEquals("virtual", server.held.take());
    server.release.countDown();
    assertEquals("released", client.answer().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      requests.append("GET /path/" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    client.send(requests.toString());
    for (int i = 0; i < 200; i++) {
      assertEquals("/path/" + i + "?", client.answer().body());
    }
  }

  @Test
  void answersPipelinedRequestsWithBodiesFromVirtualThreads() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      requests.append("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n" + (10 + i));
    }
    client.send(requests.toString());
    for (int i = 0; i < 50; i++) {
      assertEquals("" + (10 + i), client.answer().body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/async"})
  void readsChunkedBodies(String path) throws IOException {
    for (int i = 0; i < 2; i++) {
      client.request("POST", path, "3\r\nabc\r\n", "Transfer-Encoding: chunked");
      client.send("a;x=y\r\n0123456789\r\n0\r\n\r\n");
      assertEquals("abc0123456789", client.answer().body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/async", "/ignore"})
  void endsChunkedBodiesWhereThePipelinedRequestBegins(String path) throws IOException {
    String chunked =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "7\r\nignored\r\n0\r\n\r\n";
    client.send((chunked + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").repeat(200));
    for (int i = 0; i < 200; i++) {
      assertEquals("ignored", client.answer().body());
      assertEquals("hello", client.answer().body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/async"})
  void asksForTheBodyThatWaitsForContinue(String path) throws IOException {
    client.request("POST", path, "", "Content-Length: 4", "Expect: 100-continue");
    assertEquals("HTTP/1.1 100 Continue", client.head().statusLine());
    client.send("body");
    assertEquals("body", client.answer().body());
    assertEquals("hello", client.get("/hello").answer().body());
  }

  @Test
  void answersWithoutContinueWhenTheBodyIsNotWanted() throws IOException {
    client.request("POST", "/ignore", "", "Content-Length: 4", "Expect: 100-continue");
    assertEquals("ignored", client.answer().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void framesAnEmptyAnswerByItsLength() throws IOException {
    assertEquals("", client.get("/empty").answer().body());
    assertEquals("hello", client.get("/hello").answer().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/empty", "/big/100000"})
  void answersHeadWithTheLengthAndNoBody(String path) throws IOException {
    Answer head = client.request("HEAD", path, "").head();
    assertEquals(List.of(), head.values("Transfer-Encoding"));
    assertEquals(
        path.equals("/hello") ? "5" : path.equals("/empty") ? "0" : "100000",
        String.join("|", head.values("Content-Length")));
    assertEquals("hello", client.get("/hello").answer().body());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8191, 16384, 16385, 65536, 65537, 300_000, 4 << 20})
  void deliversAnswersOfEverySize(int bytes) throws IOException {
    byte[] data = TestServer.big("" + bytes);
    String expected = new String(data, StandardCharsets.US_ASCII);
    assertEquals(expected, client.get("/big/" + bytes).answer().body());
    assertEquals(expected, client.get("/blocking/" + bytes).answer().body());
    assertEquals("hello", client.get("/hello").answer().body());
  }

  @Test
  void readsABodyOfExactlyTheLimit() throws IOException {
    byte[] body = TestServer.big("" + (4 << 20));
    for (String path : List.of("/echo", "/async")) {
      client.request("POST", path, "", "Content-Length: " + body.length).send(body);
      assertEquals(body.length, client.answer().body().length());
      client.request("POST", path, "", "Transfer-Encoding: chunked");
      client.send(Integer.toHexString(body.length) + "\r\n").send(body).send("\r\n0\r\n\r\n");
      assertEquals(body.length, client.answer().body().length());
    }
  }

  @Test
  void leavesPathAndQueryAsTheyCame() throws IOException {
    String target = "/path/a%2Fb%20c?sessionId=%2F+x";
    assertEquals(target, client.get(target).answer().body());
  }

  @Test
  void knowsTheClient() throws IOException {
    long uid = (Integer) Files.getAttribute(server.directory, "unix:uid");
    assertEquals(ProcessHandle.current().pid() + " " + uid, client.get("/peer").answer().body());
  }

  @Test
  void streamsAnAnswerAsItsPartsComeUp() throws Exception {
    client.get("/stream");
    server.lines.put("data: 1\n\n");
    Answer head = client.head();
    assertEquals(List.of("chunked"), head.values("Transfer-Encoding"));
    for (int i = 1; i <= 3; i++) {
      assertEquals(9, Integer.parseInt(client.readLine(), 16));
      assertEquals("data: " + i + "\n\n\r\n", client.read(11));
      assertTrue(server.lines.isEmpty());
      server.lines.put(i == 3 ? "" : "data: " + (i + 1) + "\n\n");
    }
    assertEquals("0", client.readLine());
    assertEquals("", client.readLine());
    assertEquals("hello", client.get("/hello").answer().body());
  }

  @Test
  void servesOthersWhileHandlersBlock() throws Exception {
    try (RawClient blocked = server.client()) {
      blocked.get("/hold");
      assertEquals("virtual", server.held.poll(10, TimeUnit.SECONDS));
      assertEquals(1, server.server.activeRequests());
      assertEquals("hello", client.get("/hello").answer().body());
      server.release.countDown();
      assertEquals("released", blocked.answer().body());
    }
  }
}
