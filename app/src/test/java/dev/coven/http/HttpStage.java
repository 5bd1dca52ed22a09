package dev.coven.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.contract.Api;
import dev.coven.contract.ConfigHealth;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.Health;
import dev.coven.contract.Json;
import dev.coven.contract.StorageHealth;
import dev.coven.harness.HarnessCapabilities;
import dev.coven.harness.VersionProbe;
import dev.coven.home.EnvironmentFile;
import dev.coven.ledger.TestLedger;
import dev.coven.session.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The contract's routes on a socket, with a ledger and sessions behind them. */
final class HttpStage implements AutoCloseable {
  static final DaemonIdentity DAEMON =
      new DaemonIdentity(42, Instant.parse("2026-01-02T03:04:05.678Z"), "/home/coven.sock");

  /** Shorter than a user's, so that a program that hangs is a quick test. */
  static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  final Stage stage;
  final TestLedger ledger;
  final CountDownLatch shutdownAsked = new CountDownLatch(1);
  private final Path socket;
  private final AFUNIXServerSocketChannel listener;
  final HttpService service;

  HttpStage(Path directory) throws Exception {
    this(directory, InstantSource.system());
  }

  HttpStage(Path directory, InstantSource clock) throws Exception {
    stage = new Stage(directory);
    ledger = stage.ledger;
    stage.sessions.start();
    socket = directory.resolve("s");
    listener = AFUNIXServerSocketChannel.open();
    listener.bind(AFUNIXSocketAddress.of(socket));
    service =
        new HttpService(
            () -> listener,
            DAEMON,
            HttpStage::health,
            stage.harnesses,
            new HarnessCapabilities(
                stage.harnesses,
                new VersionProbe(stage.harnesses.searchPath(), stage.directory, PROBE_LIMIT),
                stage.directory,
                new EnvironmentFile(stage.environmentFile()),
                clock),
            ledger.ledger,
            stage.sessions,
            shutdownAsked::countDown);
    service.start();
  }

  private static Health health() {
    return new Health(
        true,
        Api.VERSION,
        "0.1.0",
        DAEMON,
        Duration.ofSeconds(9),
        "instance",
        "none",
        OptionalLong.of(0),
        HandoverMode.NONE,
        new EventWriterHealth(
            EventWriterHealth.State.HEALTHY,
            0,
            0,
            1,
            1,
            0,
            0,
            EventWriterHealth.CommitLatency.NONE),
        new StorageHealth(
            StorageHealth.Status.OK, 1, 1, null, null, null, Instant.EPOCH, 0, 0, 1, false),
        ConfigHealth.DEFAULTS,
        Map.of());
  }

  /** One answer; header lines as received. */
  record Answer(int status, List<String> headers, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonElement json() {
      return JsonParser.parseString(text());
    }

    JsonObject object() {
      return json().getAsJsonObject();
    }

    JsonObject error() {
      return object().getAsJsonObject("error");
    }

    String code() {
      return error().get("code").getAsString();
    }

    JsonObject details() {
      return error().has("details") ? error().getAsJsonObject("details") : new JsonObject();
    }

    String reason() {
      return Json.text(details(), "reason").orElse("");
    }

    List<String> header(String name) {
      return headers.stream()
          .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }
  }

  /** A client of event streams, not connected to any yet. */
  StreamClient stream() throws IOException {
    return new StreamClient(socket);
  }

  /** Ends the service as a daemon's end does. */
  void shutdown() throws Exception {
    service.shutdown();
  }

  Answer get(String path, String... headers) throws IOException {
    return request("GET", path, null, headers);
  }

  Answer post(String path, String body) throws IOException {
    return request("POST", path, body);
  }

  /**
   * Sends one request on a connection of its own and reads to the end, as the oldest clients do.
   */
  Answer request(String method, String path, String body, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: coven\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(content);
    return raw(method.equals("HEAD"), request.toByteArray());
  }

  /** Sends bytes and reads one answer, which must be framed by exactly one Content-Length. */
  Answer raw(boolean head, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Thread sender = Thread.ofVirtual().start(() -> send(channel, request));
      InputStream in = Channels.newInputStream(channel);
      String status = line(in);
      List<String> headers = new ArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        headers.add(line);
      }
      Answer framed = new Answer(Integer.parseInt(status.split(" ")[1]), headers, new byte[0]);
      List<String> lengths = framed.header("Content-Length");
      if (lengths.size() != 1 || !framed.header("Transfer-Encoding").isEmpty()) {
        throw new AssertionError("not framed by one Content-Length: " + status + headers);
      }
      byte[] body = head ? new byte[0] : in.readNBytes(Integer.parseInt(lengths.getFirst()));
      sender.interrupt();
      return new Answer(framed.status(), headers, body);
    }
  }

  private static void send(SocketChannel channel, byte[] request) {
    try {
      Channels.newOutputStream(channel).write(request);
    } catch (IOException answeredEarly) {
      // The answer, which the test reads, says why the rest was not wanted.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("ended in a line after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** A body that launches the obedient harness. */
  String launchBody(String script, String... more) {
    JsonObject json = new JsonObject();
    json.addProperty("projectRoot", stage.project.toString());
    json.addProperty("harness", "codex");
    json.addProperty("prompt", script);
    for (int i = 0; i < more.length; i += 2) {
      json.add(more[i], JsonParser.parseString(more[i + 1]));
    }
    return json.toString();
  }

  @Override
  public void close() {
    try {
      service.shutdown();
      listener.close();
    } catch (Exception e) {
      throw new AssertionError("the service did not end cleanly", e);
    } finally {
      stage.close();
    }
  }
}
