package dev.coven.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Image;
import dev.coven.kit.Memory;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import dev.coven.torture.IntactLines;
import dev.coven.torture.Printed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A daemon in a comparison. It is spoken to in the way that every daemon of the contract knows: one
 * connection a request.
 *
 * @param name in words
 * @param image its program
 */
record Contender(String name, Image image) {
  private static final Set<String> OPEN = Set.of("created", "running");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 5;
  private static final int PAGE = 1000;
  private static final byte[] NO_BODY = new byte[0];

  /**
   * What it did.
   *
   * @param sessions how many
   * @param sessions how many
   * @param printed bytes
   * @param stored bytes of those lines that can be read back as they were printed
   * @param seconds from the first launch until the last session was seen to have ended
   * @param replaySeconds that the answers took by which all was read back
   * @param storeMillis processor time of the daemon until the sessions had ended
   * @param replayMillis the same, while all was read back
   * @param megabytes its memory at most
   */
  record Result(
      int sessions,
      long printed,
      long stored,
      double seconds,
      double replaySeconds,
      double storeMillis,
      double replayMillis,
      double megabytes) {
    double percentStored() {
      return 100.0 * stored / printed;
    }

    double megabytesPerSecond() {
      return stored / seconds / 1e6;
    }

    double replayRate() {
      return stored / replaySeconds / 1e6;
    }

    double sessionsPerSecond() {
      return sessions / seconds;
    }

    /** Milliseconds of processor time for each megabyte that was kept. */
    double storeCost() {
      return storeMillis / (stored / 1e6);
    }

    /** The same, for each that was read back. */
    double replayCost() {
      return replayMillis / (stored / 1e6);
    }
  }

  /** Does the work in a new home. */
  Result run(Work work) throws IOException, InterruptedException {
    try (TempHome home = TempHome.create()) {
      Printed.install(home);
      try (ServingDaemon daemon = Coven.with(image, home).serve()) {
        return run(work, home, daemon);
      }
    }
  }

  private Result run(Work work, TempHome home, ServingDaemon daemon)
      throws IOException, InterruptedException {
    Path socket = daemon.socket();
    List<Printed> all = work.printed();
    List<String> ids = new ArrayList<>();
    double idle = Processor.millis(daemon.pid());
    long begin = System.nanoTime();
    for (Printed printed : all) {
      ids.add(launch(socket, home.project(), printed));
      if (work.oneByOne()) {
        awaitEnd(socket, ids.getLast());
      }
    }
    for (String id : ids) {
      awaitEnd(socket, id);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double stopped = Processor.millis(daemon.pid());
    long bytes = 0;
    long stored = 0;
    long replayNanos = 0;
    for (int i = 0; i < ids.size(); i++) {
      IntactLines kept = new IntactLines(all.get(i));
      replayNanos += replay(socket, ids.get(i), kept);
      stored += kept.bytes();
      bytes += all.get(i).bytes();
    }
    return new Result(
        ids.size(),
        bytes,
        stored,
        seconds,
        replayNanos / 1e9,
        stopped - idle,
        Processor.millis(daemon.pid()) - stopped,
        Memory.of(daemon.pid(), "VmHWM"));
  }

  private static String launch(Path socket, Path project, Printed printed) throws IOException {
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", project.toString());
    request.addProperty("harness", printed.harness());
    request.addProperty("prompt", printed.prompt());
    request.addProperty("launchMode", "nonInteractive");
    byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    Reply reply = RawHttp.once(socket, "POST", "/api/v1/sessions", body);
    return reply.expect(201).object().get("id").getAsString();
  }

  private static void awaitEnd(Path socket, String id) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Reply reply = RawHttp.once(socket, "GET", "/api/v1/sessions/" + id, NO_BODY);
      JsonObject session = reply.expect(200).object();
      if (!OPEN.contains(session.get("status").getAsString())) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + LIMIT + " for a session that is still: " + session);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Reads a session back; gives the nanoseconds that the answers took, without looking at them. */
  private static long replay(Path socket, String id, IntactLines kept) throws IOException {
    long nanos = 0;
    boolean more = true;
    for (long after = 0; more; ) {
      String path = "/api/v1/events?sessionId=%s&afterSeq=%d&limit=%d".formatted(id, after, PAGE);
      long begin = System.nanoTime();
      Reply reply = RawHttp.once(socket, "GET", path, NO_BODY);
      nanos += System.nanoTime() - begin;
      JsonObject page = reply.expect(200).object();
      for (JsonElement element : page.getAsJsonArray("events")) {
        JsonObject event = element.getAsJsonObject();
        after = event.get("seq").getAsLong();
        if (event.get("kind").getAsString().equals("output")) {
          kept.accept(Api.payload(event).get("data").getAsString());
        }
      }
      more = page.get("hasMore").getAsBoolean();
    }
    return nanos;
  }
}
