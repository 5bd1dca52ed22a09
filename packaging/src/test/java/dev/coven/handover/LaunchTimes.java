package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long a launch takes under the service manager. */
final class LaunchTimes {
  private static final int WARM_UP = 10;
  private static final int LAUNCHES = 40;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = 200_000;

  private final List<Double> answered = new ArrayList<>();
  private final List<Double> printed = new ArrayList<>();

  /**
   * Launches sessions one after another.
   *
   * @param socket an idle daemon's
   * @param project where to
   */
  void measure(Path socket, Path project) throws IOException, InterruptedException {
    try (Api api = new Api(RawHttp.connect(socket))) {
      for (int i = 0; i < WARM_UP + LAUNCHES; i++) {
        Talk talk = new Talk("launch" + i, 1, 1, 0, true);
        JsonObject request = talk.request(project);
        long begin = System.nanoTime();
        api.post("/sessions", request).expect(201);
        long answer = System.nanoTime();
        while (api.events(talk.tag(), 0, 1).getAsJsonArray("events").isEmpty()) {
          if (System.nanoTime() - begin > LIMIT.toNanos()) {
            throw new AssertionError("no output of " + talk);
          }
          LockSupport.parkNanos(LOOK_NANOS);
        }
        if (i >= WARM_UP) {
          answered.add((answer - begin) / 1e6);
          printed.add((System.nanoTime() - begin) / 1e6);
        }
        api.post("/sessions/" + talk.tag() + "/kill", new JsonObject()).expect(202);
        api.awaitEnd(talk.tag(), LIMIT);
      }
    }
  }

  /** The median time to 201, in milliseconds. */
  double answeredMillis() {
    return median(answered);
  }

  /** The median time until a client sees output, in milliseconds. */
  double printedMillis() {
    return median(printed);
  }

  private static double median(List<Double> millis) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
