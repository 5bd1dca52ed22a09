package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.http.unix.RawClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;

/** Start, stop, drain, and what is left behind. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LifecycleTest {
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
  }

  @Test
  void leavesNewClientsInTheBacklogAfterStopAccepting() throws IOException {
    client.get("/hello").answer();
    server.server.stopAccepting();
    try (RawClient waiting = server.client()) {
      waiting.get("/hello");
      for (int i = 0; i < 100; i++) {
        assertEquals("hello", client.get("/hello").answer().body());
      }
      assertEquals(1, server.server.connections());
      try (UnixHttpServer next =
          new UnixHttpServer(
              server.listener,
              UnixHttpLimits.DEFAULT,
              exchange -> exchange.getResponseSender().send("next"),
              peer -> true,
              _ -> new byte[0],
              server.failure::complete)) {
        server.server.close();
        next.start();
        assertEquals("next", waiting.answer().body());
      }
    }
  }

  @Test
  void drainsIdleConnectionsAtOnce() throws Exception {
    client.get("/hello").answer();
    server.server.stopAccepting();
    assertTrue(server.server.drain(Duration.ofSeconds(10)));
    assertEquals("", client.readToEnd());
    assertEquals(0, server.server.connections());
  }

  @Test
  void answersTheRequestsInHandWithConnectionClose() throws Exception {
    client.get("/hold");
    server.held.take();
    try (RawClient idle = server.client()) {
      idle.get("/hello").answer();
      server.server.stopAccepting();
      CompletableFuture<Boolean> drained = drainInBackground();
      assertEquals("", idle.readToEnd());
      server.release.countDown();
      Answer answer = client.answer();
      assertEquals("released", answer.body());
      assertEquals("close", String.join(",", answer.values("Connection")));
      assertEquals("", client.readToEnd());
      assertTrue(drained.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void answersARequestThatIsHalfThere() throws Exception {
    client.get("/hello").answer();
    client.send("GET /hello HTTP/1.1\r\n");
    try (RawClient other = server.client()) {
      // Its answer proves that the I/O thread has read the half request, which came before.
      other.get("/hello").answer();
      server.server.stopAccepting();
      CompletableFuture<Boolean> drained = drainInBackground();
      assertEquals("", other.readToEnd());
      client.send("Host: x\r\n\r\n");
      assertEquals("close", String.join(",", client.answer().values("Connection")));
      assertTrue(drained.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void answersAClientThatWasAcceptedJustBeforeAndEndsOneThatNeverAsks() throws Exception {
    try (TestServer patient =
            new TestServer(TestServer.awaiting(Duration.ofSeconds(60)), peer -> true);
        RawClient early = patient.client();
        RawClient late = patient.client()) {
      early.get("/hello").answer();
      // Accepted after the second client, and so is this answer's proof that it was accepted.
      try (RawClient third = patient.client()) {
        third.get("/hello").answer();
      }
      patient.server.stopAccepting();
      CompletableFuture<Boolean> drained = drainInBackground(patient);
      assertEquals("", early.readToEnd());
      assertEquals("close", String.join(",", late.get("/hello").answer().values("Connection")));
      assertTrue(drained.get(10, TimeUnit.SECONDS));
    }
    try (RawClient silent = server.client()) {
      client.get("/hello").answer();
      server.server.stopAccepting();
      assertTrue(server.server.drain(Duration.ofSeconds(30)));
      assertEquals("", silent.readToEnd());
    }
  }

  @Test
  void saysWhenADrainRanOutOfTime() throws Exception {
    client.get("/hold");
    server.held.take();
    server.server.stopAccepting();
    assertFalse(server.server.drain(Duration.ofMillis(100)));
    assertEquals(1, server.server.activeRequests());
    server.server.close();
    assertEquals("", client.readToEnd());
  }

  @Test
  void leavesListenerAndSocketFileAlone() throws IOException {
    client.get("/hello").answer();
    server.server.close();
    assertTrue(server.listener.isOpen());
    assertTrue(Files.exists(server.socket));
    assertFalse(server.failure.isDone());
  }

  @Test
  void endsItsThreads() throws Exception {
    client.get("/hello").answer();
    server.server.close();
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("http-io") && thread.isAlive()));
  }

  @Test
  void anInterruptOfTheIoThreadDoesNoHarm() throws IOException {
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("http-io"))
        .forEach(Thread::interrupt);
    try (RawClient other = server.client()) {
      assertEquals("hello", other.get("/hello").answer().body());
    }
    assertTrue(server.listener.isOpen());
  }

  @Test
  void reportsALostListener() throws Exception {
    // What happens when another process that shares the listener closes it with junixsocket.
    FileDescriptorCast.duplicating(server.listener.getFileDescriptor())
        .as(AFUNIXServerSocketChannel.class)
        .close();
    assertInstanceOf(IOException.class, server.failure.get(10, TimeUnit.SECONDS));
  }

  @Test
  void acceptsNoMoreThanItsLimitAndGoesOnWhenThereIsRoom() throws Exception {
    UnixHttpLimits d = UnixHttpLimits.DEFAULT;
    UnixHttpLimits two =
        new UnixHttpLimits(
            d.headerBytes(),
            d.requestLineBytes(),
            d.bodyBytes(),
            d.headerTimeout(),
            d.bodyTimeout(),
            d.idleTimeout(),
            d.firstRequest(),
            d.writeTimeout(),
            2);
    try (TestServer small = new TestServer(two, peer -> true);
        RawClient first = small.client();
        RawClient second = small.client();
        RawClient third = small.client()) {
      first.get("/hello").answer();
      second.get("/hello").answer();
      third.get("/hello");
      for (int i = 0; i < 50; i++) {
        first.get("/hello").answer();
      }
      assertEquals(2, small.server.connections());
      second.halfClose();
      assertEquals("hello", third.answer().body());
    }
  }

  /** Begins a drain; it has begun for sure once an idle connection was closed. */
  private CompletableFuture<Boolean> drainInBackground() {
    return drainInBackground(server);
  }

  private static CompletableFuture<Boolean> drainInBackground(TestServer server) {
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            drained.complete(server.server.drain(Duration.ofSeconds(10)));
          } catch (InterruptedException e) {
            drained.completeExceptionally(e);
          }
        });
    return drained;
  }
}
