package dev.coven.attack;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Ways to make a server suffer. Each is kept up until the time is over. Between two strikes an
 * attacker waits a moment: what is tried is what one connection can do to others, and not who gets
 * how much of the processors, which attackers, bystander and daemon share.
 */
public enum Attack {
  /** Bodies that are announced above the limit, and sent. */
  OVERSIZED_BODIES(8) {
    @Override
    void strike(Path socket, String session) throws IOException {
      say(socket, POST + "Content-Length: 16777216\r\n\r\n", "x".repeat(1 << 20), 16);
    }
  },
  /** The same in chunks, so that nobody knows beforehand. */
  OVERSIZED_CHUNKS(8) {
    @Override
    void strike(Path socket, String session) throws IOException {
      String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";
      say(socket, POST + "Transfer-Encoding: chunked\r\n\r\n", chunk, 16);
    }
  },
  /** A chunk for each byte. */
  TINY_CHUNKS(8) {
    @Override
    void strike(Path socket, String session) throws IOException {
      say(socket, POST + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n".repeat(10_000), 4);
    }
  },
  /** Headers without end. */
  OVERSIZED_HEADERS(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      say(socket, "GET /health HTTP/1.1\r\nHost: x\r\n", "X: " + "y".repeat(1000) + "\r\n", 2000);
    }
  },
  /** A request line without end. */
  OVERSIZED_LINES(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      say(socket, "GET /health?", "a".repeat(1000), 2000);
    }
  },
  /** Many requests in one go, and nobody who reads the answers. */
  PIPELINED(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      try (SocketChannel channel = connect(socket)) {
        send(channel, "GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500));
        LockSupport.parkNanos(10 * PAUSE_NANOS);
      }
    }
  },
  /** The same, by clients that are gone before the first answer. */
  GONE(4) {
    @Override
    void strike(Path socket, String session) throws IOException {
      for (int i = 0; i < 5; i++) {
        say(socket, "", "GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50), 1);
      }
    }
  },
  /** Requests that are broken off in the middle. */
  HALF_CLOSED(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      try (SocketChannel channel = connect(socket)) {
        send(channel, POST + "Content-Length: 1000\r\n\r\n{\"a\":");
        channel.shutdownOutput();
        channel.read(ByteBuffer.allocate(1000));
      }
    }
  },
  /** Browsers. */
  BROWSERS(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      try (SocketChannel channel = connect(socket)) {
        send(channel, "GET /sessions HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n\r\n");
        channel.read(ByteBuffer.allocate(1000));
      }
    }
  },
  /** Long answers that nobody reads. */
  STUCK_READERS(32) {
    @Override
    void strike(Path socket, String session) throws IOException {
      String request = "GET /sessions/" + session + "/log HTTP/1.1\r\nHost: x\r\n\r\n";
      try (SocketChannel channel = connect(socket)) {
        send(channel, request);
        channel.read(ByteBuffer.allocate(1));
      }
    }
  },
  /** What is no HTTP at all. */
  GARBAGE(16) {
    @Override
    void strike(Path socket, String session) throws IOException {
      say(socket, "", "\0\u00ff\u0016\u0003 garbage \r\n\r\n".repeat(1000), 10);
    }
  };

  private static final long PAUSE_NANOS = 20_000_000;

  private static final String POST = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n";

  private final int attackers;
  private final LongAdder thrownOut = new LongAdder();

  Attack(int attackers) {
    this.attackers = attackers;
  }

  abstract void strike(Path socket, String session) throws IOException;

  /**
   * Attacks with many at once.
   *
   * @param socket the daemon's socket
   * @param session a session with long output
   * @param nanos how long
   * @return how often it was done
   * @throws Exception when the attackers themselves fail
   */
  public long run(Path socket, String session, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    List<Future<Long>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < attackers; i++) {
        all.add(threads.submit(() -> strikeUntil(end, socket, session)));
      }
    }
    long strikes = 0;
    for (Future<Long> one : all) {
      strikes += one.get();
    }
    return strikes;
  }

  /** How often an attacker was thrown out before it was done. */
  public long thrownOut() {
    return thrownOut.sum();
  }

  private long strikeUntil(long end, Path socket, String session) {
    long strikes = 0;
    while (System.nanoTime() < end) {
      strikes++;
      try {
        strike(socket, session);
      } catch (IOException e) {
        // To be thrown out is what an attacker must expect.
        thrownOut.increment();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return strikes;
  }

  /** Sends a begin and then the same again and again; is thrown out, or breaks off. */
  private static void say(Path socket, String begin, String again, int times) throws IOException {
    try (SocketChannel channel = connect(socket)) {
      send(channel, begin);
      byte[] bytes = again.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < times; i++) {
        write(channel, bytes);
      }
    }
  }

  private static SocketChannel connect(Path socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    write(channel, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }
}
