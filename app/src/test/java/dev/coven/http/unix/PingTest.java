package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.Wait;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PingTest {
  @Test
  void runsOnTheThreadThatServes() throws Exception {
    try (TestServer server = new TestServer()) {
      CompletableFuture<String> thread = new CompletableFuture<>();
      server.server.ping(() -> thread.complete(Thread.currentThread().getName()));
      assertEquals("http-io", Wait.result(thread));
    }
  }

  @Test
  void isNotAnsweredWhileThatThreadIsStuck() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch unstuck = new CountDownLatch(1);
    CompletableFuture<Void> answer = new CompletableFuture<>();
    try (TestServer server = new TestServer()) {
      server.server.ping(
          () -> {
            stuck.countDown();
            try {
              Wait.open(unstuck);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      Wait.open(stuck);
      server.server.ping(() -> answer.complete(null));
      assertFalse(answer.isDone());
      unstuck.countDown();
      Wait.result(answer);
    }
  }

  @Test
  void isRefusedByAServerThatWasClosed() throws IOException {
    TestServer server = new TestServer();
    server.close();
    assertThrows(RejectedExecutionException.class, () -> server.server.ping(() -> {}));
  }
}
