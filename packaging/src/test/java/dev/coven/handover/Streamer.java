package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.LiveEvents;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows one session by its event stream, as a client of the API does: it asks again where the
 * stream before ended, and compares every byte.
 */
final class Streamer extends Client {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final Caller caller;
  private final Waits waits;
  private final Heard heard;
  private final AtomicLong events = new AtomicLong();
  private long lastHeard;

  Streamer(Path socket, Waits waits, Talk talk) {
    super("streamer of " + talk.tag());
    this.caller = new Caller(socket, waits);
    this.waits = waits;
    this.heard = new Heard(talk, caller);
  }

  Heard heard() {
    return heard;
  }

  @Override
  void run() throws IOException {
    while (!heard.isOver()) {
      long begin = System.nanoTime();
      // Not closed here: the stream is what holds it, and ends it.
      RawHttp http = caller.connect(begin, LIMIT);
      lastHeard = begin;
      try (LiveEvents stream = LiveEvents.open(http, heard.talk().tag(), heard.after())) {
        waits.answered(begin);
        hear(stream);
      } catch (IOException e) {
        waits.broke(lastHeard, heard.talk() + ": " + e);
      }
    }
  }

  private void hear(LiveEvents stream) throws IOException {
    for (JsonObject event = stream.next(); event != null; event = stream.next()) {
      lastHeard = System.nanoTime();
      heard.take(event);
      events.incrementAndGet();
    }
    if (stream.isToBeContinued() == heard.isOver()) {
      throw new AssertionError(heard.talk() + ": the stream ended, over: " + heard.isOver());
    }
  }

  @Override
  long progress() {
    return events.get();
  }
}
