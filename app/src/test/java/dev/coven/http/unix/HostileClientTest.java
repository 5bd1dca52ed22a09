package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.http.unix.RawClient.Answer;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how, and that the server stands after it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileClientTest {
  private static final int LIMIT = 4 << 20;

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
    try (RawClient other = server.client()) {
      assertEquals("hello", other.get("/hello").answer().body());
    }
    server.close();
    assertFalse(server.failure.isDone());
  }

  @Test
  void refusesALargeBodyUnread() throws IOException {
    client.request("POST", "/echo", "", "Content-Length: " + (LIMIT + 1));
    assertRefused(413, "BODY_TOO_LARGE");
  }

  @Test
  void letsAClientThatSendsItsLargeBodyFirstReadTheRefusal() throws IOException {
    byte[] body = TestServer.big("" + (LIMIT + 1));
    client.request("POST", "/echo", "", "Content-Length: " + body.length).send(body);
    assertRefused(413, "BODY_TOO_LARGE");
  }

  @Test
  void refusesALargeBodyThatWaitsForContinue() throws IOException {
    client.request("POST", "/echo", "", "Content-Length: " + (LIMIT + 1), "Expect: 100-continue");
    assertRefused(413, "BODY_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/async"})
  void tellsTheHandlerOfALargeChunkedBody(String path) throws Exception {
    client.request("POST", path, "", "Transfer-Encoding: chunked");
    byte[] chunk = TestServer.big("" + (1 << 20));
    for (int i = 0; i < 6; i++) {
      client.send("100000\r\n").send(chunk).send("\r\n");
    }
    assertRefused(413, "body lost");
    assertEquals("body too large", server.outcomes.take());
  }

  @Test
  void endsALargeChunkedBodyThatNobodyReads() throws IOException {
    client.request("POST", "/ignore", "", "Transfer-Encoding: chunked");
    byte[] chunk = TestServer.big("" + (1 << 20));
    for (int i = 0; i < 6; i++) {
      client.send("100000\r\n").send(chunk).send("\r\n");
    }
    assertEquals("ignored", client.answer().body());
    assertEquals("", client.readToEnd());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: abc",
        "Content-Length: -1",
        "Content-Length: +1",
        "Content-Length: 1,1",
        "Content-Length:",
        "Content-Length: 18446744073709551617",
        "Content-Length: 18446744073709551616",
        "Content-Length: 99999999999999999999999999",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity"
      })
  void refusesABodyOfUnclearLength(String headers) throws IOException {
    client.request("POST", "/echo", "x", headers.split("\r\n"));
    assertEquals(400, client.answer().status());
    assertEquals("", client.readToEnd());
  }

  @Test
  void refusesAChunkedBodyFromHttp10() throws IOException {
    client.send("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertRefused(400, "AMBIGUOUS_LENGTH");
  }

  @ParameterizedTest
  @ValueSource(ints = {64 << 10, 200 << 10, 8 << 20})
  void refusesALargeHeaderBlock(int bytes) throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\nX: ");
    client.send(TestServer.big("" + bytes)).send("\r\n\r\n");
    assertRefused(431, "HEADERS_TOO_LARGE");
  }

  @Test
  void refusesManySmallHeadersThatAreALargeBlock() throws IOException {
    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 190; i++) {
      client.send("X-" + i + ": " + "v".repeat(450) + "\r\n");
    }
    assertRefused(431, "HEADERS_TOO_LARGE");
  }

  @Test
  void refusesALongRequestLine() throws IOException {
    client.get("/hello/" + "a".repeat(16 << 10));
    assertRefused(414, "REQUEST_LINE_TOO_LONG");
  }

  @Test
  void refusesALongQuery() throws IOException {
    client.get("/hello?" + "a".repeat(16 << 10));
    assertRefused(414, "REQUEST_LINE_TOO_LONG");
  }

  @Test
  void takesTheLongestAllowedRequestLine() throws IOException {
    String target = "/hello?";
    int rest = (16 << 10) - "GET  HTTP/1.1".length() - target.length();
    client.get(target + "a".repeat(rest));
    assertEquals("hello", client.answer().body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\0\r\n\r\n",
        "\r\n\r\n\r\n \r\n\r\n",
        "GET\r\n\r\n",
        "GET /hello\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /hello HTTP/1.1\r\n: x\r\n\r\n",
        "GET /h\u00e9llo HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
      })
  void answersNonsenseWithARefusalOrAnEnd(String nonsense) throws IOException {
    client.send(nonsense).halfClose();
    String answer = client.readToEnd();
    assertTrue(
        answer.isEmpty()
            || answer.startsWith("HTTP/1.1 400 ") && answer.endsWith("\r\n\r\nMALFORMED"),
        answer);
  }

  @Test
  void survivesGarbage() throws IOException {
    Random random = new Random(20_251_114);
    for (int i = 0; i < 200; i++) {
      byte[] garbage = new byte[random.nextInt(1, 4096)];
      random.nextBytes(garbage);
      try (RawClient one = server.client()) {
        if (i % 2 == 0) {
          one.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        }
        one.send(garbage).halfClose();
        one.readToEnd();
      } catch (IOException e) {
        // The server may hang up while the garbage is on its way; it must not do worse.
        assertTrue(e.getMessage().matches("Broken pipe|Connection reset.*"), e.toString());
      }
    }
  }

  @Test
  void refusesAForeignPeer() throws IOException {
    try (TestServer closed = new TestServer(UnixHttpLimits.DEFAULT, peer -> peer.pid() < 0);
        RawClient stranger = closed.client()) {
      Answer answer = stranger.request("POST", "/echo", "abc", "Content-Length: 3").answer();
      assertEquals(403, answer.status());
      assertEquals("FOREIGN_PEER", answer.body());
      assertEquals("", stranger.readToEnd());
    }
  }

  /** An answer, then an orderly end: a reset would throw. */
  private void assertRefused(int status, String body) throws IOException {
    Answer answer = client.answer();
    assertEquals(status, answer.status());
    assertEquals(body, answer.body());
    assertEquals("close", String.join(",", answer.values("Connection")));
    assertEquals("", client.readToEnd());
  }
}
