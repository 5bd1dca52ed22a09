package dev.coven.http;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client of event streams that takes every byte of framing at its word. */
final class StreamClient implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;
  private boolean chunked;
  private boolean endless;
  private int chunkLeft;
  private boolean firstChunk;

  StreamClient(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  /** Status line and header lines. */
  record Head(List<String> lines) {
    int status() {
      return Integer.parseInt(lines.getFirst().split(" ")[1]);
    }

    List<String> values(String name) {
      return lines.stream()
          .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }
  }

  /** One message: its fields, or a comment alone. */
  record Message(String id, String event, String data, String retry, String comment) {
    JsonObject json() {
      return JsonParser.parseString(data).getAsJsonObject();
    }
  }

  /** Sends a request and reads the head of its answer. */
  Head ask(String method, String target, String... headers) throws IOException {
    return askAs("HTTP/1.1", method, target, headers);
  }

  Head askAs(String version, String method, String target, String... headers) throws IOException {
    StringBuilder request =
        new StringBuilder(method + " " + target + " " + version + "\r\nHost: coven\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    List<String> lines = new ArrayList<>();
    for (String line = rawLine(); !line.isEmpty(); line = rawLine()) {
      lines.add(line);
    }
    Head head = new Head(lines);
    chunked = head.values("Transfer-Encoding").contains("chunked");
    endless = !chunked && head.values("Content-Length").isEmpty();
    firstChunk = true;
    chunkLeft = 0;
    return head;
  }

  /** The body of an answer with a length. */
  String body(Head head) throws IOException {
    int length = Integer.parseInt(head.values("Content-Length").getFirst());
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** The next message; null at the stream's end. */
  Message next() throws IOException {
    String id = null;
    String event = null;
    String data = null;
    String retry = null;
    String comment = null;
    while (true) {
      String line = line();
      if (line == null) {
        return null;
      }
      if (line.isEmpty()) {
        return new Message(id, event, data, retry, comment);
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).replaceFirst("^ ", "");
      switch (line.substring(0, colon)) {
        case "" -> comment = value;
        case "id" -> id = value;
        case "event" -> event = value;
        case "data" -> data = value;
        case "retry" -> retry = value;
        default -> throw new AssertionError("a line of no event stream: " + line);
      }
    }
  }

  /** The next message that is an event; null at the end. */
  Message nextEvent() throws IOException {
    Message message = next();
    while (message != null && message.data() == null) {
      message = next();
    }
    return message;
  }

  /** Reads on until the comment that says that history is over; gives the events before it. */
  List<Message> history() throws IOException {
    List<Message> events = new ArrayList<>();
    for (Message message = next(); !"live".equals(message.comment()); message = next()) {
      if (message.data() != null) {
        events.add(message);
      }
    }
    return events;
  }

  /** All that is left. */
  List<Message> rest() throws IOException {
    List<Message> messages = new ArrayList<>();
    for (Message message = next(); message != null; message = next()) {
      messages.add(message);
    }
    return messages;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = read(); c != '\n'; c = read()) {
      if (c < 0) {
        if (line.size() > 0) {
          throw new EOFException("ended within a line: " + line);
        }
        return null;
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private int read() throws IOException {
    if (endless) {
      return in.read();
    }
    if (!chunked) {
      throw new AssertionError("no stream");
    }
    if (chunkLeft == 0) {
      if (!firstChunk && !rawLine().isEmpty()) {
        throw new AssertionError("a chunk that is too long");
      }
      firstChunk = false;
      chunkLeft = Integer.parseInt(rawLine(), 16);
      if (chunkLeft == 0) {
        if (!rawLine().isEmpty()) {
          throw new AssertionError("trailers");
        }
        return -1;
      }
    }
    int c = in.read();
    if (c < 0) {
      throw new EOFException("ended within a chunk");
    }
    chunkLeft--;
    return c;
  }

  private String rawLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("ended after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
