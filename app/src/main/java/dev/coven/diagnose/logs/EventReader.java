package dev.coven.diagnose.logs;

import dev.coven.privacy.LogForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the events of one file as lines that belong together. It takes as much memory as an event,
 * and no event of any file takes much: what nobody of us wrote is cut.
 */
final class EventReader {
  /** More than the daemon ever writes in a line, in bytes. */
  private static final int MOST_LINE = 256 * 1024;

  /** More lines than the daemon ever writes for an event. */
  private static final int MOST_LINES = 4000;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).flip();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private List<String> event = new ArrayList<>();
  private long eventAt;
  private long at;
  private long begin;
  private long readTo;

  /**
   * A reader.
   *
   * @param channel the file
   * @param from a line's first byte
   */
  EventReader(FileChannel channel, long from) {
    this.channel = channel;
    this.begin = from;
    this.readTo = from;
  }

  /**
   * The next event.
   *
   * @param ended whether what the file has now is all: then its last event is whole, too
   * @return its lines; null when there is none yet
   */
  List<String> next(boolean ended) throws IOException {
    while (true) {
      String text = nextLine();
      if (text == null) {
        return ended && !event.isEmpty() ? take(readTo) : null;
      }
      if (event.isEmpty() || LogForm.continues(text)) {
        if (event.isEmpty()) {
          eventAt = begin;
        }
        if (event.size() < MOST_LINES) {
          event.add(text);
        }
      } else {
        List<String> whole = take(begin);
        event.add(text);
        return whole;
      }
    }
  }

  private List<String> take(long next) {
    List<String> whole = event;
    event = new ArrayList<>();
    at = eventAt;
    eventAt = next;
    return whole;
  }

  /** The first byte of the event that was read last. */
  long at() {
    return at;
  }

  /** How far the file was read, in bytes. */
  long position() {
    return readTo;
  }

  /** A line without its end, or null when none is whole; sets {@link #begin} to its first byte. */
  private String nextLine() throws IOException {
    if (line.size() == 0) {
      begin = readTo - buffer.remaining();
    }
    while (true) {
      int from = buffer.position();
      byte[] bytes = buffer.array();
      for (int i = from; i < buffer.limit(); i++) {
        if (bytes[i] == '\n') {
          buffer.position(i + 1);
          return text(bytes, from, i - from);
        }
      }
      keep(bytes, from, buffer.remaining());
      buffer.clear();
      int count = channel.read(buffer, readTo);
      buffer.flip();
      if (count <= 0) {
        buffer.position(buffer.limit());
        return null;
      }
      readTo += count;
    }
  }

  private String text(byte[] bytes, int from, int length) {
    if (line.size() == 0) {
      return new String(bytes, from, Math.min(length, MOST_LINE), StandardCharsets.UTF_8);
    }
    keep(bytes, from, length);
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    return text;
  }

  private void keep(byte[] bytes, int from, int length) {
    line.write(bytes, from, Math.min(length, MOST_LINE - line.size()));
  }
}
