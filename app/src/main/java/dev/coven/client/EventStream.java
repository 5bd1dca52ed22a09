package dev.coven.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A session's events as they come. It reads server-sent events as the daemon writes them: each
 * field at most once, each in one line. For one thread.
 */
final class EventStream {
  private static final int FIRST_BYTES = 64 * 1024;

  /** An event is at most a request and what its escapes make of it; what passes this is not one. */
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final String LIVE = ": live";

  private final StreamBody body;
  private final Detachment detachment;
  private final Runnable whenComplete;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int begin;
  private int end;
  private boolean live;
  private boolean toBeContinued;

  /**
   * A stream whose head was read.
   *
   * @param body what follows
   * @param detachment ends each wait at once
   * @param whenComplete told when the connection may carry another request
   */
  EventStream(StreamBody body, Detachment detachment, Runnable whenComplete) {
    this.body = body;
    this.detachment = detachment;
    this.whenComplete = whenComplete;
  }

  /**
   * The next event; waits for it.
   *
   * @return null behind the last one of this stream
   * @throws ConnectionLostException when the connection ends before the stream
   * @throws DaemonSilentException when not even a sign of life came for {@link Timeouts#SILENCE}
   * @throws DetachedException when nobody wants it any more
   * @throws UnusableDaemonException when it is no stream of a daemon's
   */
  StreamedEvent next() throws IOException {
    String kind = null;
    while (true) {
      int length = lineLength();
      if (length < 0) {
        return null;
      }
      int from = begin;
      begin += length + 1;
      if (startsWith(from, length, "data: ")) {
        int prefix = "data: ".length();
        return new StreamedEvent(kind, Arrays.copyOfRange(bytes, from + prefix, from + length));
      }
      String line = new String(bytes, from, length, StandardCharsets.UTF_8);
      if (line.startsWith("event: ")) {
        kind = line.substring("event: ".length());
      } else if (line.startsWith("retry:")) {
        toBeContinued = true;
      } else if (line.equals(LIVE)) {
        live = true;
      }
    }
  }

  /** Whether all that was stored at the beginning has been read. */
  boolean isLive() {
    return live;
  }

  /** Behind the last event: whether the rest has to be asked for, since the daemon is going. */
  boolean isToBeContinued() {
    return toBeContinued;
  }

  private boolean startsWith(int from, int length, String ascii) {
    if (length < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The length of the line that begins at {@link #begin}; −1 at the end. */
  private int lineLength() throws IOException {
    int at = begin;
    while (true) {
      for (; at < end; at++) {
        if (bytes[at] == '\n') {
          return at - begin;
        }
      }
      int scanned = at - begin;
      if (!fill()) {
        return -1;
      }
      at = begin + scanned;
    }
  }

  private boolean fill() throws IOException {
    if (begin > 0) {
      System.arraycopy(bytes, begin, bytes, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    if (end == bytes.length) {
      if (end >= MOST_BYTES) {
        throw UnusableDaemonException.foreign("it sent an event that is too long");
      }
      bytes = Arrays.copyOf(bytes, 2 * end);
    }
    int count;
    try {
      count = body.read(bytes, end, Limit.of(Timeouts.SILENCE, detachment));
    } catch (DaemonException | DetachedException | java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // Reset.
      throw new ConnectionLostException(e);
    }
    if (count < 0) {
      if (end > 0) {
        throw UnusableDaemonException.foreign("its stream ended within a line");
      }
      if (body.isCleanlyEnded() && !toBeContinued) {
        whenComplete.run();
      }
      return false;
    }
    end += count;
    return true;
  }
}
