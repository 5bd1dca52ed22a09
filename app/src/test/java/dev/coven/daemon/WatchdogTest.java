package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Ticks;
import dev.coven.Wait;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.daemonology.Stall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final Ticks ticks = new Ticks();
  private final LoopPulse one = new LoopPulse("one", ticks);
  private final LoopPulse two = new LoopPulse("two", ticks);

  /** What the watchdog told: an empty list for "alive". */
  private final BlockingQueue<List<Stall>> told = new LinkedBlockingQueue<>();

  private final Watchdog.Master master =
      new Watchdog.Master() {
        @Override
        public void alive() {
          told.add(List.of());
        }

        @Override
        public void stalled(List<Stall> stalls) {
          told.add(stalls);
        }
      };

  @Test
  void tellsThatEverythingMovesUntilSomethingStands() {
    Watchdog watchdog = new Watchdog(List.of(one, two), NEVER, master);
    one.work("works");
    two.await("waits for a disk", Duration.ofSeconds(60));
    watchdog.look();
    assertEquals(List.of(), told.remove());

    ticks.passSeconds(11);
    watchdog.look();

    assertEquals(List.of("one"), told.remove().stream().map(Stall::part).toList());
    assertEquals(1, watchdog.stalls().size());
    one.work("works");
    watchdog.look();
    assertEquals(List.of(), told.remove());
    assertEquals(List.of(), watchdog.stalls());
  }

  @Test
  void looksAgainAndAgainUntilItsEnd() throws Exception {
    Watchdog watchdog = new Watchdog(List.of(one), Duration.ofMillis(1), master);
    watchdog.start();
    for (int i = 0; i < 5; i++) {
      assertEquals(List.of(), told.poll(Wait.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    watchdog.shutdown();
  }

  @Test
  void seesALoopThatReallyHangs() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Thread loop =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  one.work("holds on");
                  working.countDown();
                  try {
                    Wait.open(released);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Wait.open(working);
    ticks.passSeconds(11);
    Watchdog watchdog = new Watchdog(List.of(one), NEVER, master);

    watchdog.look();

    assertSame(loop, told.remove().getFirst().thread().orElseThrow());
    assertTrue(ThreadDump.of(loop).contains("dev.coven.Wait.open"), () -> ThreadDump.of(loop));
    assertTrue(ThreadDump.ofAll().contains("\"main\""));
    released.countDown();
    Wait.ended(loop);
  }

  @Test
  void failsWithAPulseThatThrows() throws Exception {
    RuntimeException thrown = new IllegalStateException("no pulse");
    CountDownLatch started = new CountDownLatch(1);
    Pulse broken =
        new Pulse() {
          @Override
          public String part() {
            return "broken";
          }

          @Override
          public Optional<Stall> stall() {
            if (started.getCount() > 0) {
              return Optional.empty();
            }
            throw thrown;
          }
        };
    Watchdog watchdog = new Watchdog(List.of(broken), Duration.ofMillis(1), master);
    watchdog.start();
    started.countDown();
    assertSame(thrown, watchdog.waitForFailure(Wait.PATIENCE));
    watchdog.shutdown();
  }

  @Test
  void feedsTheServiceManagerOnlyWhileEverythingMoves(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("notify");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier =
            new ServiceNotifier(Optional.of(path.toString()), complaint -> {})) {
      Watchdog watchdog = new Watchdog(List.of(one), NEVER, new Feeding(notifier));
      watchdog.look();
      assertEquals(List.of(List.of("WATCHDOG=1")), manager.sent());
      one.work("works");
      ticks.passSeconds(11);
      watchdog.look();
      assertEquals(List.of(), manager.sent());
      one.rest();
      watchdog.look();
      assertEquals(List.of(List.of("WATCHDOG=1")), manager.sent());
    }
  }

  @Nested
  class WithoutASupervisor {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Integer> halts = new ArrayList<>();
    private final LastResort lastResort =
        new LastResort(new PrintStream(printed, true, StandardCharsets.UTF_8), halts::add, ticks);
    private final Watchdog watchdog = new Watchdog(List.of(one), NEVER, lastResort);

    private void lookAfter(Duration time) {
      ticks.pass(time);
      watchdog.look();
    }

    @Test
    void endsAProcessThatStandsStillWithinTwentySeconds() {
      watchdog.look();
      one.work("works");
      int looks = 0;
      while (halts.isEmpty()) {
        lookAfter(LastResort.EVERY);
        looks++;
      }
      assertEquals(List.of(DaemonMain.STOOD_STILL), halts);
      assertEquals(Duration.ofSeconds(20), LastResort.EVERY.multipliedBy(looks));
      assertTrue(
          printed.toString(StandardCharsets.UTF_8).contains("one stands still for 20 s: works"));
    }

    @Test
    void sparesAProcessThatWasStoppedAsAWhole() {
      watchdog.look();
      one.work("works");
      lookAfter(Duration.ofHours(8));
      lookAfter(LastResort.EVERY);
      one.work("works");
      lookAfter(LastResort.EVERY);
      assertEquals(List.of(), halts);
    }

    @Test
    void endsOneThatDoesNotMoveAfterItWasStopped() {
      watchdog.look();
      one.work("works");
      lookAfter(Duration.ofHours(8));
      lookAfter(LastResort.EVERY);
      lookAfter(LastResort.EVERY);
      assertEquals(List.of(DaemonMain.STOOD_STILL), halts);
    }

    @Test
    void beginsToCountAnewWhenItMoved() {
      watchdog.look();
      one.work("works");
      lookAfter(LastResort.EVERY);
      lookAfter(LastResort.EVERY);
      lookAfter(LastResort.EVERY);
      one.rest();
      lookAfter(LastResort.EVERY);
      one.work("works");
      lookAfter(LastResort.EVERY);
      lookAfter(LastResort.EVERY);
      lookAfter(LastResort.EVERY);
      assertEquals(List.of(), halts);
    }
  }
}
