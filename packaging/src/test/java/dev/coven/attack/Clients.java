package dev.coven.attack;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import dev.coven.kit.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients that do what clients do, all at once: read health, lists, records, events and logs,
 * launch, type, register, archive. None may be told that the daemon failed.
 */
public final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Behind so many requests a client comes with a new connection. */
  private static final int REQUESTS = 50;

  private final Path socket;
  private final Path project;
  private final String harness;
  private final List<String> sessions;
  private final Map<String, Samples> samples = new TreeMap<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  /**
   * A crowd to come.
   *
   * @param socket the daemon's socket
   * @param project where they launch
   * @param harness what they launch; it gets the prompt {@code exit 0}
   * @param sessions live sessions that take input
   */
  public Clients(Path socket, Path project, String harness, List<String> sessions) {
    this.socket = socket;
    this.project = project;
    this.harness = harness;
    this.sessions = List.copyOf(sessions);
  }

  /**
   * Has them all work.
   *
   * @param clients how many
   * @param nanos how long
   * @throws Exception when one is not answered
   * @throws AssertionError when one is answered by a fault
   */
  public void run(int clients, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    List<Future<Void>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        Random random = new Random(i);
        all.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    visit(random, end);
                  }
                  return null;
                }));
      }
    }
    for (Future<Void> one : all) {
      one.get();
    }
  }

  private void visit(Random random, long end) throws IOException {
    try (Api api = new Api(RawHttp.connect(socket, PATIENCE))) {
      for (int i = 0; i < REQUESTS && System.nanoTime() < end; i++) {
        act(api, random);
      }
    }
  }

  private void act(Api api, Random random) throws IOException {
    String live = sessions.get(random.nextInt(sessions.size()));
    switch (random.nextInt(20)) {
      case 0 -> note("POST /sessions", () -> api.post("/sessions", launch()));
      case 1, 2, 3 ->
          note("POST input", () -> api.post("/sessions/" + live + "/input", input(random)));
      case 4 -> external(api, random);
      case 5, 6 -> note("GET /sessions?limit", () -> api.get("/sessions?limit=20"));
      case 7 -> note("GET /sessions", () -> api.get("/sessions"));
      case 8, 9 -> note("GET /sessions/:id", () -> api.get("/sessions/" + live));
      case 10, 11, 12, 13 -> events(api, live);
      case 14 -> note("GET log", () -> api.get("/sessions/" + live + "/log?limit=50"));
      case 15 -> note("GET /capabilities", () -> api.get("/capabilities"));
      default -> note("GET /health", () -> api.get("/health"));
    }
  }

  private void events(Api api, String id) throws IOException {
    note("GET events", () -> api.get("/events?limit=100&sessionId=" + id));
  }

  private void external(Api api, Random random) throws IOException {
    JsonObject session = new JsonObject();
    String id = "external-" + random.nextLong(1_000_000_000_000L);
    session.addProperty("id", id);
    session.addProperty("projectRoot", "/p");
    session.addProperty("harness", "other");
    note("POST external", () -> api.post("/sessions/external", session));
    note("POST complete", () -> api.post("/sessions/" + id + "/complete", new JsonObject()));
    note("POST archive", () -> api.post("/sessions/" + id + "/archive", new JsonObject()));
  }

  private JsonObject launch() {
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", project.toString());
    request.addProperty("harness", harness);
    request.addProperty("prompt", "exit 0");
    JsonArray labels = new JsonArray();
    labels.add("crowd");
    request.add("labels", labels);
    return request;
  }

  private static JsonObject input(Random random) {
    JsonObject input = new JsonObject();
    input.addProperty("data", "line " + random.nextInt(1000) + "\n");
    return input;
  }

  @FunctionalInterface
  private interface Asking {
    Reply ask() throws IOException;
  }

  private void note(String route, Asking asking) throws IOException {
    long begin = System.nanoTime();
    Reply reply = asking.ask();
    long nanos = System.nanoTime() - begin;
    synchronized (this) {
      samples.computeIfAbsent(route, _ -> new Samples()).add(nanos);
      statuses.merge(reply.status(), 1, Integer::sum);
    }
    if (reply.status() >= 500 || reply.text().contains("database is locked")) {
      throw new AssertionError(route + ": " + reply);
    }
  }

  /** How long the answers of each route took. */
  public synchronized Map<String, Samples> samples() {
    return Map.copyOf(samples);
  }

  /** How often each status came. */
  public synchronized Map<Integer, Integer> statuses() {
    return Map.copyOf(statuses);
  }
}
