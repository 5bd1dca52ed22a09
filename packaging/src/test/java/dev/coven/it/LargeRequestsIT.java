package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The largest requests, all at once: together they are as large as the daemon's whole heap. */
class LargeRequestsIT {
  private static final int CLIENTS = 16;

  /** What a body may have at most, in bytes. */
  private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

  /** Every fourth is no JSON. */
  private static final int SPOILT = 4;

  /** As long as a caller of health waits at most. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @AutoClose private final House house = House.own();

  @Test
  void eachIsAnsweredWhileHealthGoesOnAndTheDaemonLives() throws Exception {
    // Takes its prompt from a pipe: as an argument it would be longer than the kernel allows.
    house.home().harness("codex", "wc -c");
    long pid = house.start();
    try (Api api = house.api();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean over = new AtomicBoolean();
      Future<Integer> looks = clients.submit(() -> lookUntil(over, pid));
      List<Reply> replies;
      try {
        replies = requestAllAtOnce(clients);
      } finally {
        over.set(true);
      }
      assertTrue(looks.get() > 0, "nobody has looked");
      for (int i = 0; i < CLIENTS; i++) {
        check(api, replies.get(i), isSpoilt(i));
      }
      assertTrue(replies.stream().anyMatch(reply -> reply.status() == 201), "none was let in");
      assertEquals(pid, api.health().getAsJsonObject("daemon").get("pid").getAsLong());
    }
    assertEquals(pid, house.json(0, "daemon", "status").get("pid").getAsLong());
  }

  private List<Reply> requestAllAtOnce(ExecutorService clients) throws Exception {
    CyclicBarrier begin = new CyclicBarrier(CLIENTS);
    List<Future<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      byte[] body = body(isSpoilt(i));
      answers.add(
          clients.submit(
              () -> {
                begin.await();
                return RawHttp.once(house.home().socket(), "POST", "/api/v1/sessions", body);
              }));
    }
    List<Reply> replies = new ArrayList<>();
    for (Future<Reply> answer : answers) {
      replies.add(answer.get());
    }
    return replies;
  }

  private static boolean isSpoilt(int client) {
    return client % SPOILT == 0;
  }

  /** A launch of the largest size there is, or so many bytes that are no JSON. */
  private byte[] body(boolean spoilt) {
    String head =
        "{\"projectRoot\":\"%s\",\"harness\":\"codex\",\"launchMode\":\"nonInteractive\","
                .formatted(house.home().project())
            + "\"title\":\"t\",\"prompt\":\"";
    String tail = spoilt ? "" : "\"}";
    String prompt = "x".repeat(MAX_BODY_BYTES - head.length() - tail.length());
    return (head + prompt + tail).getBytes(StandardCharsets.US_ASCII);
  }

  /** Asks for health, each time on a connection of its own; gives how often it was answered. */
  private int lookUntil(AtomicBoolean over, long pid) throws IOException {
    Path socket = house.home().socket();
    int looks = 0;
    while (!over.get()) {
      try (Api api = new Api(RawHttp.connect(socket, PATIENCE))) {
        JsonObject health = api.health();
        assertTrue(health.get("ok").getAsBoolean(), health::toString);
        assertEquals(pid, health.getAsJsonObject("daemon").get("pid").getAsLong());
      }
      looks++;
    }
    return looks;
  }

  private static void check(Api api, Reply reply, boolean spoilt) throws Exception {
    if (reply.status() == 503) {
      // It waited its time for memory that the others had.
      assertEquals("runtime_unavailable", error(reply).get("code").getAsString());
      assertEquals(1, reply.values("Retry-After").size(), reply::head);
    } else if (spoilt) {
      JsonObject error = error(reply.expect(400));
      assertEquals("invalid_request", error.get("code").getAsString());
      assertEquals("body_malformed", error.getAsJsonObject("details").get("reason").getAsString());
    } else {
      String id = reply.expect(201).object().get("id").getAsString();
      api.awaitEnd(id, Duration.ofSeconds(60));
      String out =
          Api.payload(
                  api.allEvents(id).stream()
                      .filter(event -> event.get("kind").getAsString().equals("output"))
                      .findFirst()
                      .orElseThrow())
              .get("data")
              .getAsString();
      int prompt = Integer.parseInt(out.strip());
      assertTrue(prompt > MAX_BODY_BYTES - 1024, () -> "its prompt came with " + prompt + " bytes");
    }
  }

  private static JsonObject error(Reply reply) {
    return reply.object().getAsJsonObject("error");
  }
}
