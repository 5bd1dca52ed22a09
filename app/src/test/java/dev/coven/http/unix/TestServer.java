package dev.coven.http.unix;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A server on a socket of its own, with the handlers that the tests ask for by path. */
final class TestServer implements AutoCloseable {
  final Path directory;
  final Path socket;
  final AFUNIXServerSocketChannel listener;
  final UnixHttpServer server;
  final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /** Handlers of {@code /hold} announce themselves here, and answer when {@link #release} opens. */
  final BlockingQueue<String> held = new LinkedBlockingQueue<>();

  final CountDownLatch release = new CountDownLatch(1);

  /** Lines that {@code /stream} sends, each as one flushed chunk; an empty one ends it. */
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /** What became of the reads and writes of handlers. */
  final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

  TestServer(UnixHttpLimits limits, Predicate<PeerCredentials> peers) throws IOException {
    directory = Files.createTempDirectory("unix-http");
    socket = directory.resolve("s");
    listener = AFUNIXServerSocketChannel.open();
    listener.bind(AFUNIXSocketAddress.of(socket), 4096);
    server =
        new UnixHttpServer(
            listener,
            limits,
            this::handle,
            peers,
            refusal -> refusal.name().getBytes(StandardCharsets.US_ASCII),
            failure::complete);
    server.start();
  }

  TestServer() throws IOException {
    this(UnixHttpLimits.DEFAULT, peer -> true);
  }

  /** Default limits but for the time-outs, which are all the same. */
  static UnixHttpLimits impatient(Duration timeout) {
    UnixHttpLimits d = UnixHttpLimits.DEFAULT;
    return new UnixHttpLimits(
        d.headerBytes(),
        d.requestLineBytes(),
        d.bodyBytes(),
        timeout,
        timeout,
        timeout,
        d.firstRequest(),
        timeout,
        d.connections());
  }

  /** Default limits, but for the wait of a drain for first requests. */
  static UnixHttpLimits awaiting(Duration firstRequest) {
    UnixHttpLimits d = UnixHttpLimits.DEFAULT;
    return new UnixHttpLimits(
        d.headerBytes(),
        d.requestLineBytes(),
        d.bodyBytes(),
        d.headerTimeout(),
        d.bodyTimeout(),
        d.idleTimeout(),
        firstRequest,
        d.writeTimeout(),
        d.connections());
  }

  RawClient client() throws IOException {
    return new RawClient(socket);
  }

  private void handle(HttpServerExchange exchange) {
    String[] path = exchange.getRequestPath().split("/");
    switch (path[1]) {
      case "empty" -> exchange.endExchange();
      case "peer" -> {
        PeerCredentials peer = UnixHttpServer.peer(exchange);
        exchange.getResponseSender().send(peer.pid() + " " + peer.uid());
      }
      case "big" -> exchange.getResponseSender().send(ByteBuffer.wrap(big(path[2])));
      case "async" ->
          exchange
              .getRequestReceiver()
              .receiveFullBytes(
                  (e, bytes) -> e.getResponseSender().send(ByteBuffer.wrap(bytes)), this::bodyLost);
      case "echo" -> exchange.dispatch(this::echo);
      case "ignore" -> exchange.getResponseSender().send("ignored");
      case "hold" -> exchange.dispatch(this::hold);
      case "blocking" -> exchange.dispatch(e -> writeBlocking(e, big(path[2])));
      case "stream" -> exchange.dispatch(this::stream);
      case "path" ->
          exchange
              .getResponseSender()
              .send(exchange.getRequestPath() + "?" + exchange.getQueryString());
      default -> exchange.getResponseSender().send("hello");
    }
  }

  static byte[] big(String bytes) {
    byte[] data = new byte[Integer.parseInt(bytes)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) ('a' + i % 26);
    }
    return data;
  }

  private void bodyLost(HttpServerExchange exchange, IOException e) {
    outcomes.add(UnixHttpServer.isBodyTooLarge(e) ? "body too large" : "body lost");
    if (!exchange.isResponseStarted()) {
      exchange.setStatusCode(UnixHttpServer.isBodyTooLarge(e) ? 413 : 400);
      exchange.getResponseSender().send("body lost");
    }
  }

  private void echo(HttpServerExchange exchange) {
    exchange.startBlocking();
    try {
      byte[] body = exchange.getInputStream().readAllBytes();
      exchange.getResponseSender().send(ByteBuffer.wrap(body));
    } catch (IOException e) {
      bodyLost(exchange, e);
    }
  }

  private void hold(HttpServerExchange exchange) throws InterruptedException {
    held.add(Thread.currentThread().isVirtual() ? "virtual" : "platform");
    release.await();
    exchange.getResponseSender().send("released");
  }

  private void writeBlocking(HttpServerExchange exchange, byte[] data) {
    exchange.startBlocking();
    exchange.setResponseContentLength(data.length);
    try (OutputStream out = exchange.getOutputStream()) {
      out.write(data);
      outcomes.add("written");
    } catch (IOException e) {
      outcomes.add("broken");
    }
  }

  private void stream(HttpServerExchange exchange) throws InterruptedException {
    exchange.startBlocking();
    exchange.getResponseHeaders().put(new HttpString("Content-Type"), "text/event-stream");
    try (OutputStream out = exchange.getOutputStream()) {
      for (String line = lines.take(); !line.isEmpty(); line = lines.take()) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      outcomes.add("stream broken");
    }
  }

  @Override
  public void close() throws IOException {
    release.countDown();
    server.close();
    listener.close();
    Files.deleteIfExists(socket);
    Files.delete(directory);
  }
}
