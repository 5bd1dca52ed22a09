package dev.coven.handover;

import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Makes requests, each on a connection of its own, and writes down how it went. */
final class Caller {
  /** Between two tries where nobody listens. */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path socket;
  private final Waits waits;
  private final AtomicLong answers = new AtomicLong();

  Caller(Path socket, Waits waits) {
    this.socket = socket;
    this.waits = waits;
  }

  /** How many answers came so far; any thread may ask. */
  long answers() {
    return answers.get();
  }

  /** A request that may be repeated until it is answered. */
  Reply repeated(String method, String path, byte[] body) throws IOException {
    long begin = System.nanoTime();
    Optional<Reply> reply = Optional.empty();
    while (reply.isEmpty()) {
      reply = attempt(begin, method, path, body);
    }
    return reply.get();
  }

  /** A request that is sent once, however long that takes; empty when its answer never came. */
  Optional<Reply> once(String method, String path, byte[] body) throws IOException {
    return attempt(System.nanoTime(), method, path, body);
  }

  private Optional<Reply> attempt(long begin, String method, String path, byte[] body)
      throws IOException {
    try (RawHttp http = connect(begin, RawHttp.DEFAULT_LIMIT)) {
      Reply reply = http.request(method, "/api/v1" + path, body, "Connection: close");
      waits.answered(begin);
      answers.incrementAndGet();
      return Optional.of(reply);
    } catch (BrokenException e) {
      throw e;
    } catch (IOException e) {
      waits.broke(begin, method + " " + path + ": " + e);
      return Optional.empty();
    }
  }

  /**
   * Connects; tries again where nobody listens, and writes that down.
   *
   * @param begin when this was first tried
   * @param limit how long the conversation may take
   * @throws IOException when nobody has listened for a minute
   */
  RawHttp connect(long begin, Duration limit) throws IOException {
    while (true) {
      try {
        return RawHttp.connect(socket, limit);
      } catch (IOException e) {
        waits.refused(e.toString());
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new BrokenException(e);
        }
        LockSupport.parkNanos(AGAIN_NANOS);
      }
    }
  }

  /** Nobody came back. */
  private static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenException(IOException cause) {
      super("nobody has listened for a minute", cause);
    }
  }
}
