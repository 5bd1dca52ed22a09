package dev.coven.kit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A session's event stream, on a connection of its own. */
public final class LiveEvents implements AutoCloseable {
  private static final int HEXADECIMAL = 16;

  private final RawHttp http;
  private byte[] chunk = {};
  private int at;
  private boolean begun;
  private boolean live;
  private boolean toBeContinued;

  private LiveEvents(RawHttp http) {
    this.http = http;
  }

  /**
   * Asks for a stream, and returns when it has begun.
   *
   * @param socket the daemon's socket
   * @param id the session
   * @param after the last event that is known; 0 for none
   * @param limit how long the stream may take altogether
   * @throws IOException when the connection fails
   */
  public static LiveEvents open(Path socket, String id, long after, Duration limit)
      throws IOException {
    return open(RawHttp.connect(socket, limit), id, after);
  }

  /** The same over a connection, which is closed with the stream, also when none begins. */
  public static LiveEvents open(RawHttp http, String id, long after) throws IOException {
    try {
      http.send(
          "GET /api/v1/events/stream?sessionId=%s&afterSeq=%d HTTP/1.1\r\nHost: coven\r\n\r\n"
              .formatted(id, after));
      Reply head = http.receiveHead().expect(200);
      if (!head.values("Transfer-Encoding").equals(List.of("chunked"))) {
        throw new AssertionError("no stream: " + head);
      }
      return new LiveEvents(http);
    } catch (IOException | AssertionError e) {
      http.close();
      throw e;
    }
  }

  /**
   * The next event, waited for.
   *
   * @return null when the stream has ended, and the whole of it came
   * @throws IOException when the connection broke
   */
  public JsonObject next() throws IOException {
    for (String line = line(); line != null; line = line()) {
      if (line.startsWith("data: ")) {
        return JsonParser.parseString(line.substring("data: ".length())).getAsJsonObject();
      }
      live |= line.equals(": live");
      toBeContinued |= line.startsWith("retry:");
    }
    return null;
  }

  /** Whether all that had been stored was read. */
  public boolean isLive() {
    return live;
  }

  /** At the end: whether the daemon asked to come back. */
  public boolean isToBeContinued() {
    return toBeContinued;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (at == chunk.length && !nextChunk()) {
        if (line.size() > 0) {
          throw new AssertionError("the stream ended within: " + line);
        }
        return null;
      }
      byte unit = chunk[at++];
      if (unit == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(unit);
    }
  }

  private boolean nextChunk() throws IOException {
    if (begun) {
      requireEmpty(rawLine());
    }
    begun = true;
    chunk = http.receiveBytes(Integer.parseInt(rawLine(), HEXADECIMAL));
    at = 0;
    if (chunk.length > 0) {
      return true;
    }
    requireEmpty(rawLine());
    begun = false;
    return false;
  }

  private static void requireEmpty(String line) {
    if (!line.isEmpty()) {
      throw new AssertionError("a chunk is not as long as it said: " + line);
    }
  }

  private String rawLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (char c = (char) http.receiveBytes(1)[0]; c != '\n'; c = (char) http.receiveBytes(1)[0]) {
      line.append(c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
