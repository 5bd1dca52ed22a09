package dev.coven.attack;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Throws broken HTTP at a daemon. Whatever is thrown, nothing may be answered by what no client can
 * cause: no 500, and nothing that is no HTTP.
 */
public final class Fuzz {
  private static final int THREADS = 4;

  /** How long an answer is waited for; a request that is not whole has none. */
  private static final long PATIENCE_MILLIS = 20;

  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3}) ");

  /**
   * Undertow refuses a Host by itself, before any handler of ours, and reads the request's body to
   * its end for that; at a trailer without a name it logs its own exception (2.4.4). The client is
   * refused all the same.
   */
  private static final Pattern KNOWN =
      Pattern.compile(
          "(?ms)^\\S+ ERROR library"
              + " UT005090(?:(?!^\\d{4}-).)*?HostHeaderHandler.*?(?=^\\d{4}-|\\z)");

  private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/]+\\(");

  private final Path socket;
  private final List<String> sessions;
  private final Map<String, Integer> statuses = new TreeMap<>();
  private long thrown;

  /**
   * A fuzz to come.
   *
   * @param socket the daemon's socket
   * @param sessions ids of its sessions
   */
  public Fuzz(Path socket, List<String> sessions) {
    this.socket = socket;
    this.sessions = List.copyOf(sessions);
  }

  /**
   * Throws.
   *
   * @param seed determines what is thrown
   * @param nanos how long
   * @throws Exception when a daemon cannot be reached
   * @throws AssertionError with the bytes that were thrown, when they were answered wrongly
   */
  public void run(long seed, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    List<Future<Void>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        BrokenHttp broken = new BrokenHttp(seed + i, sessions);
        all.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    throwOnce(broken);
                  }
                  return null;
                }));
      }
    }
    for (Future<Void> one : all) {
      one.get();
    }
  }

  private void throwOnce(BrokenHttp broken) throws IOException {
    byte[] bytes = broken.next();
    StringBuilder answer = new StringBuilder();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      talk(channel, broken, bytes, answer);
    }
    judge(bytes, answer.toString());
  }

  private static void talk(
      SocketChannel channel, BrokenHttp broken, byte[] bytes, StringBuilder answer)
      throws IOException {
    try {
      send(channel, broken, bytes);
    } catch (IOException thrownOut) {
      // Before its end; the answer, which may wait already, says why.
      receive(channel, answer);
      return;
    }
    receive(channel, answer);
  }

  private static void send(SocketChannel channel, BrokenHttp broken, byte[] bytes)
      throws IOException {
    int piece = broken.piece();
    for (int at = 0; at < bytes.length; ) {
      at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    if (broken.endsBehind()) {
      channel.shutdownOutput();
    }
  }

  private static void receive(SocketChannel channel, StringBuilder answer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (selector.select(PATIENCE_MILLIS) > 0) {
        selector.selectedKeys().clear();
        int count;
        try {
          count = channel.read(buffer.clear());
        } catch (IOException reset) {
          return;
        }
        if (count < 0) {
          return;
        }
        answer.append(new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private synchronized void judge(byte[] bytes, String answer) {
    thrown++;
    Matcher status = STATUS.matcher(answer);
    String wrong = answer.isEmpty() || status.lookingAt() ? "" : "no HTTP";
    status.reset();
    while (status.find()) {
      statuses.merge(status.group(1), 1, Integer::sum);
      // Too much at once is told so; everything else of the kind is a fault.
      if (status.group(1).startsWith("5") && !status.group(1).equals("503")) {
        wrong = status.group(1);
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          wrong + " answers " + HexFormat.of().formatHex(bytes) + ", namely: " + answer);
    }
  }

  /**
   * Whether a daemon's log tells of a fault of its own.
   *
   * @param logged the log
   */
  public static boolean isFaulty(String logged) {
    String rest = KNOWN.matcher(logged).replaceAll("");
    return STACK_TRACE.matcher(rest).find() || rest.contains("request failed");
  }

  /** How many connections were thrown at. */
  public synchronized long thrown() {
    return thrown;
  }

  /** How often each status came. */
  public synchronized Map<String, Integer> statuses() {
    return Map.copyOf(statuses);
  }
}
