package dev.coven.handover;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads the events of some sessions by pages until they end, and compares every byte. */
final class Poller extends Client {
  private static final byte[] NO_BODY = new byte[0];
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Caller caller;
  private final List<Watched> open = new ArrayList<>();
  private final Map<Talk, Listener> listeners = new LinkedHashMap<>();

  /** A session that is read. */
  private static final class Watched {
    private final Talk talk;
    private final Listener listener;
    private long after;
    private boolean over;

    Watched(Talk talk, Listener listener) {
      this.talk = talk;
      this.listener = listener;
    }
  }

  Poller(String name, Path socket, Waits waits, List<Talk> talks) {
    super(name);
    caller = new Caller(socket, waits);
    for (Talk talk : talks) {
      Listener listener = new Listener(talk);
      listeners.put(talk, listener);
      open.add(new Watched(talk, listener));
    }
  }

  @Override
  void run() throws IOException {
    while (!open.isEmpty()) {
      for (Watched each : open) {
        read(each);
      }
      open.removeIf(each -> each.over);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void read(Watched watched) throws IOException {
    String path =
        "/events?sessionId=%s&afterSeq=%d&limit=1000".formatted(watched.talk.tag(), watched.after);
    JsonObject page = caller.repeated("GET", path, NO_BODY).expect(200).object();
    for (JsonElement element : page.getAsJsonArray("events")) {
      JsonObject event = element.getAsJsonObject();
      long seq = event.get("seq").getAsLong();
      if (seq <= watched.after || watched.over) {
        throw new AssertionError(watched.talk + ": after " + watched.after + " came " + event);
      }
      watched.after = seq;
      take(watched, event);
    }
  }

  private void take(Watched watched, JsonObject event) throws IOException {
    JsonObject payload = Api.payload(event);
    switch (event.get("kind").getAsString()) {
      case "output" -> watched.listener.accept(bytes(payload));
      case "exit" -> {
        watched.over = true;
        watched.listener.requireWhole();
        requireEnd(watched.talk);
      }
      case "recovery" -> requireAdopted(watched.talk, payload);
      default -> {
        // What was typed is repeated by the harness itself, and counted there.
      }
    }
  }

  private static byte[] bytes(JsonObject payload) {
    return payload.has("raw")
        ? Base64.getDecoder().decode(payload.get("raw").getAsString())
        : payload.get("data").getAsString().getBytes(StandardCharsets.UTF_8);
  }

  private static void requireAdopted(Talk talk, JsonObject payload) {
    if (!payload.get("reason").getAsString().equals("adopted")) {
      throw new AssertionError(talk + " was lost: " + payload);
    }
  }

  private void requireEnd(Talk talk) throws IOException {
    JsonObject session =
        caller.repeated("GET", "/sessions/" + talk.tag(), NO_BODY).expect(200).object();
    String status = session.get("status").getAsString();
    if (session.get("exit_code").getAsInt() != talk.exit()
        || !status.equals(talk.exit() == 0 ? "completed" : "failed")) {
      throw new AssertionError(talk + " ended as " + session);
    }
  }

  @Override
  long progress() {
    return caller.answers();
  }

  /** What it heard; whole once this client is done. */
  Map<Talk, Listener> listeners() {
    return listeners;
  }
}
