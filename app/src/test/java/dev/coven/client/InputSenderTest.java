package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.contract.Json;
import dev.coven.contract.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InputSenderTest {
  private static final String INPUT = "POST /sessions/s1/input";
  private static final String TAKEN = FakeDaemon.response(202, "{\"ok\":true}");
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final TypeAhead typed = new TypeAhead();
  private final Detachment detachment = new Detachment();
  private volatile Optional<TerminalSize> size = Optional.empty();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    daemon.on(INPUT, request -> take(request));
  }

  @AfterEach
  void end() throws IOException {
    detachment.request();
    typed.close();
    daemon.close();
  }

  @Test
  void whatIsTypedWhileTheDaemonIsAwayIsSentOnceAfterwards() throws Exception {
    daemon.close();
    start();
    typed.put("while ");
    typed.put("it is ");
    typed.put("away: ß\r");
    assertEquals(20, typed.unsent());
    begin();
    typed.awaitSent(LONG);
    assertEquals("while it is away: ß\r", String.join("", arrived));
    assertEquals(0, typed.unsent() + typed.unknown());
  }

  @Test
  void whatMayHaveArrivedIsNotSentAgain() throws Exception {
    daemon.on(
        INPUT,
        request -> {
          daemon.on(INPUT, next -> take(next));
          take(request);
          return null;
        });
    start();
    typed.put("rm x\r");
    typed.awaitSent(LONG);
    typed.put("y");
    typed.awaitSent(LONG);
    assertEquals(List.of("rm x\r", "y"), List.copyOf(arrived));
    assertEquals(5, typed.unknown());
    assertEquals(0, typed.unsent());
  }

  @Test
  void theSizeOfTheTerminalThatIsTypedAtGoesAhead() throws Exception {
    daemon.on("POST /sessions/s1/resize", _ -> TAKEN);
    size = Optional.of(new TerminalSize(100, 30));
    start();
    typed.put("a");
    typed.awaitSent(LONG);
    size = Optional.of(new TerminalSize(90, 20));
    typed.put("b");
    typed.awaitSent(LONG);
    assertEquals(
        List.of("resize", "input", "resize", "input"),
        daemon.requests().stream()
            .filter(request -> request.startsWith("POST"))
            .map(request -> request.substring(request.lastIndexOf('/') + 1))
            .toList());
  }

  @Test
  void aSessionWithoutATerminalIsAskedOnce() throws Exception {
    daemon.on(
        "POST /sessions/s1/resize",
        _ -> FakeDaemon.refusal(409, "session_not_live", new JsonObject()));
    size = Optional.of(new TerminalSize(100, 30));
    start();
    for (String text : List.of("a", "b")) {
      typed.put(text);
      typed.awaitSent(LONG);
    }
    assertEquals(List.of("a", "b"), List.copyOf(arrived));
    assertEquals(
        1, daemon.requests().stream().filter(request -> request.endsWith("/resize")).count());
  }

  @Test
  void aSessionThatTakesNothingEndsTheTyping() throws Exception {
    daemon.on(INPUT, _ -> FakeDaemon.refusal(409, "session_not_live", new JsonObject()));
    Thread sender = start();
    typed.put("too late");
    sender.join();
    typed.put("much too late");
    assertEquals(0, typed.unsent() + typed.unknown());
    assertEquals(1, daemon.requests().stream().filter(INPUT::equals).count());
  }

  @Test
  void throughManyRestartsNothingArrivesTwiceAndWhatIsMissingIsCounted() throws Exception {
    Random random = new Random(20260102);
    StringBuilder expected = new StringBuilder();
    int[] unanswered = {0};
    daemon.on(
        "GET /health",
        _ -> random.nextInt(3) == 0 ? null : FakeDaemon.ok(daemon.health(random.nextInt(9), true)));
    daemon.on(
        INPUT,
        request -> {
          String data = data(request);
          int fate = random.nextInt(4);
          if (fate != 0) {
            arrived.add(data);
            expected.append(data);
          }
          if (fate == 1) {
            unanswered[0] += data.length();
          }
          if (fate < 2) {
            return null;
          }
          daemon.breakOffAfter(fate == 2 ? Integer.MAX_VALUE - 1 : Integer.MAX_VALUE);
          return TAKEN;
        });
    start();
    int all = 0;
    for (int i = 0; i < 50; i++) {
      String text = i + " ";
      all += text.length();
      typed.put(text);
      typed.awaitSent(LONG);
    }
    assertEquals(expected.toString(), String.join("", arrived));
    List<String> numbers = List.of(expected.toString().split(" "));
    assertEquals(numbers.stream().distinct().toList(), numbers, "none twice");
    // A connection can end between a look at it and what is written then: that never arrives, and
    // the sender cannot know.
    assertEquals(all - expected.length() + unanswered[0], typed.unknown());
    assertEquals(0, typed.unsent());
  }

  @Test
  void keysBeyondTheRoomAreDroppedAndCountedOnlyWhileTheDaemonIsAway() throws Exception {
    String half = "x".repeat(TypeAhead.CAPACITY / 2);
    typed.put(half);
    typed.put(half);
    Thread waiting = Thread.ofPlatform().daemon().start(() -> putOrInterrupt("waits"));
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(TypeAhead.CAPACITY, typed.unsent());
    typed.take();
    waiting.join();
    assertEquals(TypeAhead.CAPACITY + 5, typed.unsent(), "what waited is kept");
    typed.setAway(true);
    typed.put(half);
    typed.put(half);
    typed.put("ß");
    assertEquals(TypeAhead.CAPACITY * 2 + 6, typed.unsent(), "all of it is accounted for");
    assertEquals(TypeAhead.CAPACITY / 2 + 6, typed.take().length(), "and only so much is kept");
  }

  private void putOrInterrupt(String text) {
    try {
      typed.put(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread start() {
    Path socket = directory.resolve("coven.sock");
    return Thread.ofPlatform()
        .daemon()
        .start(new InputSender(socket, "s1", typed, () -> size, detachment));
  }

  private String take(String request) {
    arrived.add(data(request));
    return TAKEN;
  }

  private static String data(String request) {
    // The fake reads bytes as Latin-1.
    byte[] bytes = request.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    return Json.text(JsonParser.parseString(body).getAsJsonObject(), "data").orElseThrow();
  }
}
