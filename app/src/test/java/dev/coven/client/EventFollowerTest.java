package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EventFollowerTest {
  private static final String STREAM = "GET /events/stream";
  private static final String LIVE = ": live\n\n";
  private static final String ALIVE = ":\n\n";
  private static final String RETRY = "retry: 250\n\n";
  private static final Pattern AFTER = Pattern.compile("afterSeq=(\\d+)");

  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Detachment detachment = new Detachment();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    status(SessionStatus.COMPLETED);
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @Test
  void passesStoredEventsThenLiveOnesEachOnce() throws Exception {
    daemon.on(
        STREAM, _ -> FakeDaemon.stream(output(1), output(4), LIVE, output(9), ALIVE, exit(10)));
    assertEquals(SessionStatus.COMPLETED, follow().orElseThrow().status());
    assertEquals(List.of("1 stored", "4 stored", "9 live", "10 live"), seen);
    assertEquals(1, daemon.connections(), "a stream that has ended leaves its connection usable");
    assertEquals(
        List.of("GET /health", "GET /events/stream?sessionId=s1&afterSeq=0", "GET /sessions/s1"),
        daemon.requests());
  }

  @Test
  void aStreamThatIsCutAnywhereCountsAsFarAsItsEventsAreWhole() throws Exception {
    String whole = FakeDaemon.openStream(output(1), LIVE, output(2));
    for (int cut = 1; cut <= whole.length(); cut += 7) {
      seen.clear();
      int bytes = cut;
      daemon.on(
          STREAM,
          request -> {
            if (after(request) == 0) {
              daemon.breakOffAfter(bytes);
              daemon.on(STREAM, this::rest);
              return whole;
            }
            throw new AssertionError(request);
          });
      assertTrue(follow().isPresent());
      assertEquals(List.of("1", "2", "3"), seen.stream().map(each -> each.split(" ")[0]).toList());
    }
  }

  private String rest(String request) {
    long after = after(request);
    return switch ((int) after) {
      case 0 -> FakeDaemon.stream(output(1), LIVE, output(2), exit(3));
      case 1 -> FakeDaemon.stream(LIVE, output(2), exit(3));
      default -> FakeDaemon.stream(LIVE, exit(3));
    };
  }

  @Test
  void whatCameBeforeABreakStaysHistoryUntilTheStreamSaysOtherwise() throws Exception {
    daemon.on(
        STREAM,
        request ->
            switch ((int) after(request)) {
              case 0 -> FakeDaemon.stream(output(1), RETRY);
              case 1 -> FakeDaemon.stream(output(2), LIVE, output(3), RETRY);
              case 3 -> FakeDaemon.stream(output(4), LIVE, exit(5));
              default -> throw new AssertionError(request);
            });
    assertTrue(follow().isPresent());
    assertEquals(List.of("1 stored", "2 stored", "3 live", "4 live", "5 live"), seen);
    assertEquals(3, daemon.connections(), "a daemon that goes is asked nothing more");
  }

  @Test
  void endsWithTheRecordWhenThereIsNoExitEvent() throws Exception {
    status(SessionStatus.ORPHANED);
    daemon.on(
        STREAM,
        _ ->
            FakeDaemon.stream(
                FakeDaemon.message(FakeDaemon.event(2, "recovery", "{\"reason\":\"orphaned\"}"))));
    assertEquals(SessionStatus.ORPHANED, follow().orElseThrow().status());
    assertEquals(List.of("2 stored"), seen);
  }

  @Test
  void aRefusalIsTheDaemonsWord() {
    daemon.on(STREAM, _ -> FakeDaemon.refusal(404, "session_not_found", new JsonObject()));
    ApiException refusal = assertThrows(ApiException.class, this::follow);
    assertEquals(ErrorCode.SESSION_NOT_FOUND, refusal.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12345678\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\n\nx\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nid:\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: {}\n\r\n0\r\n\r\n"
      })
  void whatIsNoStreamIsNoDaemons(String answer) {
    daemon.on(STREAM, _ -> answer);
    assertThrows(UnusableDaemonException.class, this::follow);
    assertEquals(List.of(), seen);
  }

  @Test
  void detachingEndsASilentStreamAtOnce() throws Exception {
    daemon.on(STREAM, _ -> FakeDaemon.openStream(output(1), LIVE));
    CompletableFuture<Optional<SessionRecord>> followed = new CompletableFuture<>();
    CountDownLatch first = new CountDownLatch(1);
    Thread follower =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    followed.complete(follow(first));
                  } catch (Exception e) {
                    followed.completeExceptionally(e);
                  }
                });
    Wait.open(first);
    detachment.request();
    assertEquals(Optional.empty(), Wait.result(followed));
    Wait.ended(follower);
    assertEquals(List.of("1 stored"), seen);
  }

  @Test
  void detachingEndsAStreamThatNeverPauses() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    daemon.on(
        STREAM,
        _ -> {
          asked.incrementAndGet();
          return FakeDaemon.stream(output(1), output(2), output(3), exit(4));
        });
    Optional<SessionRecord> followed;
    try (DaemonClient client = client()) {
      followed =
          new EventFollower(reconnection(client), "s1", 0)
              .follow(
                  (event, _) -> {
                    seen.add("" + event.seq());
                    detachment.request();
                  });
    }
    assertEquals(Optional.empty(), followed);
    assertEquals(List.of("1"), seen);
    assertEquals(1, asked.get());
  }

  @Test
  void stopsBeforeTheFirstWordWhenDetached() throws Exception {
    detachment.request();
    assertEquals(Optional.empty(), follow());
    assertEquals(List.of(), daemon.requests());
  }

  private Optional<SessionRecord> follow() throws IOException, InterruptedException {
    return follow(new CountDownLatch(1));
  }

  private Optional<SessionRecord> follow(CountDownLatch first)
      throws IOException, InterruptedException {
    try (DaemonClient client = client()) {
      return new EventFollower(reconnection(client), "s1", 0)
          .follow(
              (event, stored) -> {
                seen.add(event.seq() + (stored ? " stored" : " live"));
                first.countDown();
              });
    }
  }

  private DaemonClient client() {
    return DaemonClient.unconnected(directory.resolve("coven.sock"), DaemonClient.Need.ANSWERING);
  }

  private Reconnection reconnection(DaemonClient client) {
    return Reconnection.first(client, detachment, new HeardAbsences());
  }

  private void status(SessionStatus status) {
    daemon.on("GET /sessions/s1", _ -> FakeDaemon.ok(FakeDaemon.session("s1", status, null)));
  }

  private static String output(long seq) {
    return FakeDaemon.message(FakeDaemon.event(seq, "output", "{\"data\":\"x\"}"));
  }

  private static String exit(long seq) {
    return FakeDaemon.message(
        FakeDaemon.event(seq, "exit", "{\"exitCode\":0,\"status\":\"completed\"}"));
  }

  private static long after(String request) {
    Matcher matcher = AFTER.matcher(request);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
