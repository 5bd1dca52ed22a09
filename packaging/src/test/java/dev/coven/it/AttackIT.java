package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.attack.Attack;
import dev.coven.attack.Bystander;
import dev.coven.attack.Bystander.Waits;
import dev.coven.kit.Api;
import dev.coven.kit.Memory;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What attackers can do: nothing that delays another client's health request beyond 100 ms, and
 * nothing that makes memory grow without bound.
 *
 * <p>The delay is the worst of some hundred requests, less the worst that two threads of the
 * bystander have of each other at the same time: so much the machine adds, whose few processors
 * attackers, bystander and daemon share. An attack is repeated while the rest is above the limit:
 * what an attack does to the daemon it does each time, what the machine does it does not. All is
 * printed. Not tried here is who gets how many connections: the kernel queues them as they come.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("measures how long health takes beside an attack")
class AttackIT {
  private static final double LIMIT_MILLIS = 100;
  private static final int ROUNDS = 5;
  private static final long SPAN = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final int IDLE = 1000;

  /** The heap's 64 MB, and about as much beside it as an idle daemon has. */
  private static final double MOST_MEGABYTES = 200;

  /** What later rounds of all attacks may add to the first. */
  private static final double MOST_GROWTH = 24;

  private static final Duration HEADERS = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(30);

  @AutoClose private final Contract contract = Contract.open();
  private Path socket;
  private String session;
  private long pid;

  @BeforeAll
  void launch() throws Exception {
    socket = contract.home().socket();
    pid = contract.get("/health").getAsJsonObject("daemon").get("pid").getAsLong();
    try (Api api = contract.house().api()) {
      session =
          api.launch(
              contract.home().project(),
              House.SHELL_HARNESS,
              "head -c 3000000 /dev/zero | tr '\\0' x");
      api.awaitEnd(session, Duration.ofSeconds(60));
    }
  }

  @FunctionalInterface
  private interface Strike {
    void run() throws Exception;
  }

  /** Requires that a bystander is served in time while something is done. */
  private void requireUndisturbed(String name, Strike strike) throws Exception {
    for (int round = 1; ; round++) {
      Bystander bystander = Bystander.at(socket);
      Waits waits;
      try {
        strike.run();
      } finally {
        waits = bystander.leave();
      }
      System.out.printf("%s, round %d: %s%n", name, round, waits);
      if (waits.worstAdded() <= LIMIT_MILLIS) {
        return;
      }
      assertTrue(round < ROUNDS, name + " delays health: " + waits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noAttackDelaysHealth(Attack attack) throws Exception {
    requireUndisturbed(attack.toString(), () -> attack.run(socket, session, SPAN));
    requireSameDaemon();
  }

  private void requireSameDaemon() throws IOException {
    assertEquals(pid, contract.get("/health").getAsJsonObject("daemon").get("pid").getAsLong());
  }

  @Test
  void aThousandIdleConnectionsDelayNobody() throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      requireUndisturbed(
          "IDLE_CONNECTIONS",
          () -> {
            while (idle.size() < IDLE) {
              idle.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            }
            for (int i = 0; i < 200; i++) {
              assertEquals(200, contract.ask("GET", "/api-version").status());
            }
          });
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
    requireSameDaemon();
  }

  @Test
  void memoryDoesNotGrowWithAttacks() throws Exception {
    allAttacks();
    double first = Memory.of(pid, "VmRSS");
    allAttacks();
    allAttacks();
    double last = Memory.of(pid, "VmRSS");
    double peak = Memory.of(pid, "VmHWM");
    System.out.printf(
        "resident after all attacks once %.0f MB, three times %.0f MB, at most %.0f MB%n",
        first, last, peak);
    assertTrue(last - first <= MOST_GROWTH, () -> "grew from " + first + " MB to " + last);
    assertTrue(peak <= MOST_MEGABYTES, () -> "took " + peak + " MB");
    requireSameDaemon();
  }

  private void allAttacks() throws Exception {
    for (Attack attack : Attack.values()) {
      attack.run(socket, session, SPAN / 3);
    }
  }

  /**
   * All that is slow, at once: headers and bodies that come byte by byte, which must not win time
   * by it, and readers that do not read. It takes half a minute, in which the machine may well
   * stand still for a moment; so here 99 of 100 requests must be in time.
   */
  @Test
  void whatIsSlowIsCutOffInItsTime() throws Exception {
    String post = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
    String log = "GET /sessions/" + session + "/log HTTP/1.1\r\nHost: x\r\n\r\n";
    Bystander bystander = Bystander.at(socket);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Duration>> headers = new ArrayList<>();
      List<Future<Duration>> bodies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        headers.add(clients.submit(() -> trickle("GET /health HTTP/1.1\r\nHost: x\r\nX: ")));
        bodies.add(clients.submit(() -> trickle(post)));
      }
      for (Future<Duration> one : headers) {
        requireCutOff(HEADERS, one.get());
      }
      for (Future<Duration> one : bodies) {
        requireCutOff(BODY, one.get());
      }
    }
    Waits waits = bystander.leave();
    System.out.println("slow clients: " + waits);
    assertTrue(waits.health().millis(99) <= LIMIT_MILLIS, waits::toString);
    try (RawHttp stuck = RawHttp.connect(socket)) {
      stuck.send(log);
      assertEquals(200, stuck.receiveHead().status());
    }
    requireSameDaemon();
  }

  private static void requireCutOff(Duration wanted, Duration was) {
    assertTrue(
        was.compareTo(wanted.minusSeconds(1)) > 0 && was.compareTo(wanted.plusSeconds(8)) < 0,
        () -> "cut off after " + was + " instead of " + wanted);
  }

  /** Sends a byte twice a second until it is thrown out; gives how long that took. */
  private Duration trickle(String begin) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (RawHttp http = RawHttp.connect(socket)) {
      http.send(begin);
      while (Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofSeconds(50)) < 0) {
        http.send("x");
        Thread.sleep(Duration.ofMillis(500));
      }
    } catch (IOException thrownOut) {
      return Duration.ofNanos(System.nanoTime() - start);
    }
    throw new AssertionError("it may go on for ever");
  }
}
