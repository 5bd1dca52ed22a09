package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is cut off for being slow, who is not, and that nobody else waits for them. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatienceTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    server = new TestServer(TestServer.impatient(PATIENCE), peer -> true);
    client = server.client();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void cutsOffASlowHeader() throws IOException {
    assertCutOff(() -> client.send("GET /hello HTTP/1.1\r\nHost:"));
  }

  @Test
  void cutsOffASlowHeaderOnAConnectionThatWasServed() throws IOException {
    client.get("/hello").answer();
    assertCutOff(() -> client.send("GET /hel"));
  }

  @Test
  void cutsOffAConnectionThatNeverSpeaks() throws IOException {
    assertCutOff(() -> {});
  }

  @Test
  void cutsOffAnIdleConnection() throws IOException {
    assertCutOff(() -> client.get("/hello").answer());
  }

  @Test
  void cutsOffAStalledBody() throws Exception {
    for (String path : new String[] {"/echo", "/async"}) {
      try (RawClient stalled = server.client()) {
        stalled.request("POST", path, "ab", "Content-Length: 3");
        stalled.readToEnd();
      }
      assertEquals("body lost", server.outcomes.poll(10, TimeUnit.SECONDS));
    }
    awaitNoRequest();
  }

  @Test
  void cutsOffABodyThatTrickles() throws Exception {
    client.request("POST", "/echo", "", "Content-Length: 1000000");
    // Waiting for the server's end between two bytes is the clock of this client.
    Thread trickle =
        Thread.startVirtualThread(
            () -> {
              try {
                while (server.outcomes.poll(PATIENCE.toMillis() / 10, TimeUnit.MILLISECONDS)
                    == null) {
                  client.send("x");
                }
              } catch (IOException | InterruptedException e) {
                server.outcomes.add("client: " + e.getMessage());
              }
            });
    client.readToEnd();
    trickle.join();
  }

  @Test
  void cutsOffAClientThatDoesNotReadItsAnswer() throws Exception {
    for (String path : new String[] {"/big/4194304", "/blocking/4194304"}) {
      try (RawClient deaf = server.client()) {
        deaf.get(path);
        awaitNoRequest();
        assertThrows(EOFException.class, deaf::answer);
      }
    }
    assertEquals("broken", server.outcomes.poll(10, TimeUnit.SECONDS));
    awaitNoRequest();
  }

  @Test
  void servesAClientThatReadsSlowlyButSteadily() throws Exception {
    client.get("/big/4194304");
    assertEquals("HTTP/1.1 200 OK", client.head().statusLine());
    for (int i = 0; i < 16; i++) {
      // Longer in all than the time-out, shorter than it each time.
      assertNull(server.outcomes.poll(PATIENCE.toMillis() / 6, TimeUnit.MILLISECONDS));
      assertEquals(4194304 / 16, client.read(4194304 / 16).length());
    }
  }

  @Test
  void keepsAStreamThatIsSilentForLong() throws Exception {
    client.get("/stream");
    server.lines.put("data: 1\n\n");
    client.head();
    client.readLine();
    client.read(11);
    assertNull(server.outcomes.poll(PATIENCE.toMillis() * 3, TimeUnit.MILLISECONDS));
    server.lines.put("data: 2\n\n");
    client.readLine();
    assertEquals("data: 2\n\n\r\n", client.read(11));
    server.lines.put("");
    assertEquals("0", client.readLine());
  }

  @Test
  void endsAStreamNobodyReads() throws Exception {
    client.get("/stream");
    String line = "x".repeat(100_000);
    while (!"stream broken".equals(server.outcomes.poll())) {
      if (server.lines.isEmpty()) {
        server.lines.add(line);
      }
      Thread.onSpinWait();
    }
    awaitNoRequest();
  }

  /** Nothing is in hand any more; the server goes on accepting. */
  private void awaitNoRequest() throws InterruptedException {
    assertTrue(server.server.drain(Duration.ofSeconds(10)));
    assertEquals(0, server.server.activeRequests());
  }

  private interface Action {
    void run() throws IOException;
  }

  private void assertCutOff(Action before) throws IOException {
    before.run();
    long start = System.nanoTime();
    assertEquals("", client.readToEnd());
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= PATIENCE.toMillis() * 9 / 10, "cut off already after " + millis + " ms");
    try (RawClient other = server.client()) {
      assertEquals("hello", other.get("/hello").answer().body());
    }
  }
}
