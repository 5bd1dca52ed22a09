package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
  @TempDir private Path directory;

  @Test
  void readsStatusAndBody() throws IOException {
    Response response = exchange("HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\n{é");
    assertEquals(201, response.status());
    assertEquals("{é", response.body());
    assertTrue(response.keepAlive());
  }

  @Test
  void readsBodyThatIsLongerThanAnyBuffer() throws IOException {
    String body = "x".repeat(1_000_000);
    assertEquals(
        body, exchange("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body).body());
  }

  @Test
  void skipsInterimAnswers() throws IOException {
    assertEquals(
        "done",
        exchange("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone")
            .body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nunasked"
      })
  void doesNotKeepConnectionThatTheAnswerSpoils(String answer) throws IOException {
    assertFalse(exchange(answer).keepAlive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
      })
  void refusesWhatNoDaemonSends(String answer) {
    UnusableDaemonException refusal =
        assertThrows(UnusableDaemonException.class, () -> exchange(answer));
    assertEquals(UnusableDaemonException.Problem.FOREIGN, refusal.problem());
  }

  @Test
  void refusesHeadWithoutEnd() {
    String endless = "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000);
    assertThrows(UnusableDaemonException.class, () -> exchange(endless));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"})
  void tellsThatTheConnectionEndedTooEarly(String part) throws IOException {
    Path socket = directory.resolve("s");
    try (FakeDaemon daemon = new FakeDaemon(socket).on("GET /health", _ -> part);
        HttpLink link = HttpLink.open(socket, soon())) {
      daemon.hangUpAfterAnswer();
      assertThrows(
          ConnectionLostException.class, () -> link.exchange(Request.get("/health"), soon()));
      assertFalse(link.isUsable());
    }
  }

  private Response exchange(String answer) throws IOException {
    Path socket = directory.resolve("s");
    try (FakeDaemon _ = new FakeDaemon(socket).on("GET /health", _ -> answer);
        HttpLink link = HttpLink.open(socket, soon())) {
      return link.exchange(Request.get("/health"), soon());
    }
  }

  private static Limit soon() {
    return Limit.of(Duration.ofSeconds(10));
  }
}
