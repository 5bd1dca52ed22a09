package dev.coven.handover;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads the events of some sessions by pages until they end, and compares every byte. */
final class Poller extends Client {
  private static final byte[] NO_BODY = new byte[0];
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Caller caller;
  private final List<Heard> open = new ArrayList<>();

  Poller(String name, Path socket, Waits waits, List<Talk> talks) {
    super(name);
    caller = new Caller(socket, waits);
    talks.forEach(talk -> open.add(new Heard(talk, caller)));
  }

  /** What it hears; to be asked before it starts. */
  List<Heard> heard() {
    return List.copyOf(open);
  }

  @Override
  void run() throws IOException {
    while (!open.isEmpty()) {
      for (Heard each : open) {
        read(each);
      }
      open.removeIf(Heard::isOver);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void read(Heard heard) throws IOException {
    String path =
        "/events?sessionId=%s&afterSeq=%d&limit=1000".formatted(heard.talk().tag(), heard.after());
    JsonObject page = caller.repeated("GET", path, NO_BODY).expect(200).object();
    for (JsonElement event : page.getAsJsonArray("events")) {
      heard.take(event.getAsJsonObject());
    }
  }

  @Override
  long progress() {
    return caller.answers();
  }
}
