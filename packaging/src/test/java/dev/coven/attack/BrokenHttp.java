package dev.coven.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * HTTP that is broken in ways that a seed determines: requests of the contract's grammar, with
 * words that hurt in their places, then bytes changed, lost, doubled and moved.
 */
public final class BrokenHttp {
  private static final List<String> METHODS =
      List.of("GET", "POST", "HEAD", "DELETE", "PUT", "OPTIONS", "CONNECT", "get", "\0", "");

  private static final List<String> PATHS =
      List.of(
          "/health",
          "/api/v1/health",
          "/api/v2/health",
          "/api-version",
          "/openapi.json",
          "/capabilities",
          "/capabilities/harnesses",
          "/capabilities/claude",
          "/actions",
          "/sessions",
          "/sessions/external",
          "/sessions/@",
          "/sessions/@/events",
          "/sessions/@/log",
          "/sessions/@/input",
          "/sessions/@/kill",
          "/sessions/@/resize",
          "/sessions/@/archive",
          "/sessions/@/restore",
          "/sessions/@/complete",
          "/sessions/@/request",
          "/events?sessionId=@",
          "/events/stream?sessionId=@",
          "/internal/lifecycle/shutdown",
          "*",
          "http://x/health",
          "//",
          "/%zz",
          "/\u00ff");

  private static final List<String> QUERIES =
      List.of(
          "",
          "?limit=1",
          "?limit=99999999999999999999",
          "?afterSeq=-1&limit=x",
          "?cursor=!!!",
          "?includeArchived=maybe",
          "?a=b&&&===&%",
          "?afterEventId=%00");

  private static final List<String> HEADERS =
      List.of(
          "Host: x",
          "Host: y",
          "Connection: close",
          "Connection: keep-alive, Upgrade",
          "Upgrade: h2c",
          "Expect: 100-continue",
          "Expect: the impossible",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Content-Length: 18446744073709551617",
          "Content-Length: -1",
          "Origin: null",
          "Last-Event-ID: x",
          "Accept-Encoding: gzip",
          "Content-Encoding: gzip",
          "Range: bytes=0-",
          "Cookie: a=b; c",
          "X: \u00e9\0",
          " folded: yes",
          ": nameless",
          "nothing");

  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          "{\"data\":\"x\"}",
          "{\"data\":\"\\ud800\"}",
          "{\"columns\":1e99,\"rows\":-0}",
          "{\"projectRoot\":\"/\",\"harness\":\"none\",\"prompt\":\"x\"}",
          "{\"projectRoot\":\"/\\u0000\",\"harness\":\"claude\",\"prompt\":\"x\"}",
          "{\"projectRoot\":\"/tmp\",\"harness\":\"claude\",\"prompt\":\"x\",\"cwd\":\"../..\"}",
          "{\"action\":\"coven.capabilities.refresh\"}",
          "{\"id\":\"e\",\"projectRoot\":\"/\",\"harness\":\"h\"}",
          "{\"exitCode\":1e400}",
          "[[[[[[[[[[[[[[[[",
          "\u00ff\u00fe",
          "{\"a\":" + "[".repeat(5000) + "}");

  private final Random random;
  private final List<String> sessions;

  /**
   * Requests to come.
   *
   * @param seed determines them
   * @param sessions ids that are mentioned now and then
   */
  public BrokenHttp(long seed, List<String> sessions) {
    this.random = new Random(seed);
    this.sessions = List.copyOf(sessions);
  }

  /** The next bytes to throw at a connection: up to five requests, most of them broken. */
  public byte[] next() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      byte[] request = request().getBytes(StandardCharsets.ISO_8859_1);
      for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
        request = mutate(request);
      }
      all.writeBytes(request);
    }
    return all.toByteArray();
  }

  /** In pieces of how many bytes to send them; and whether to end behind them. */
  public int piece() {
    return random.nextInt(4) == 0 ? 1 + random.nextInt(50) : Integer.MAX_VALUE;
  }

  /** Whether to say that nothing will follow. */
  public boolean endsBehind() {
    return random.nextInt(4) != 0;
  }

  private String request() {
    String session = random.nextInt(3) == 0 ? "nobody" : one(sessions);
    StringBuilder text = new StringBuilder();
    text.append(random.nextInt(3) == 0 ? one(METHODS) : random.nextBoolean() ? "GET" : "POST");
    text.append(' ').append(one(PATHS).replace("@", session));
    if (random.nextInt(3) == 0) {
      text.append(one(QUERIES));
    }
    text.append(random.nextInt(20) == 0 ? " HTTP/1.0" : " HTTP/1.1").append("\r\nHost: x\r\n");
    String body = one(BODIES);
    switch (random.nextInt(4)) {
      case 0 ->
          text.append("Transfer-Encoding: chunked\r\n").append(headers()).append(chunked(body));
      case 1 ->
          text.append("Content-Length: " + (body.length() + random.nextInt(3) - 1) + "\r\n")
              .append(headers())
              .append(body);
      default ->
          text.append("Content-Length: " + body.length() + "\r\n").append(headers()).append(body);
    }
    return text.toString();
  }

  private String headers() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8) - 4; i > 0; i--) {
      text.append(one(HEADERS)).append(random.nextInt(10) == 0 ? "\n" : "\r\n");
    }
    return text.append("\r\n").toString();
  }

  private String chunked(String body) {
    String size = Integer.toHexString(body.length() + (random.nextInt(6) == 0 ? 1 : 0));
    return size + (random.nextInt(6) == 0 ? ";x=\"\0\"" : "") + "\r\n" + body + "\r\n0\r\n\r\n";
  }

  private byte[] mutate(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int count = Math.min(random.nextInt(1 + random.nextInt(40)), bytes.length - at);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(bytes, at + count, bytes.length - at - count);
      case 1 -> {
        out.write(bytes, at, count);
        out.write(bytes, at, bytes.length - at);
      }
      case 2 -> {
        out.writeBytes(new byte[count]);
        out.write(bytes, at, bytes.length - at);
      }
      case 3 -> {
        byte[] noise = new byte[count];
        random.nextBytes(noise);
        out.writeBytes(noise);
        out.write(bytes, at + count, bytes.length - at - count);
      }
      default -> out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    byte[] changed = out.toByteArray();
    return changed.length == 0 ? new byte[] {'\n'} : changed;
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
