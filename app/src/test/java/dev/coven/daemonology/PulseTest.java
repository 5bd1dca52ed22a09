package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Ticks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final Ticks ticks = new Ticks();

  @Nested
  class OfALoop {
    private final LoopPulse pulse = new LoopPulse("part", ticks);

    @Test
    void mayRestForEver() {
      ticks.pass(Duration.ofDays(1_000));
      assertEquals(Optional.empty(), pulse.stall());
      pulse.work("works");
      pulse.rest();
      ticks.pass(Duration.ofDays(1_000));
      assertEquals(Optional.empty(), pulse.stall());
    }

    @Test
    void standsWhenItsWorkShowsNoProgress() {
      pulse.work("works");
      ticks.pass(Pulse.PATIENCE);
      assertEquals(Optional.empty(), pulse.stall());
      ticks.passSeconds(1);

      Stall stall = pulse.stall().orElseThrow();

      assertEquals("part", stall.part());
      assertEquals("stands still for 11 s: works", stall.message());
      assertSame(Thread.currentThread(), stall.thread().orElseThrow());
    }

    @Test
    void movesAgainWithEveryProgress() {
      for (int i = 0; i < 100; i++) {
        pulse.work("works");
        ticks.passSeconds(9);
        assertEquals(Optional.empty(), pulse.stall());
      }
      ticks.passSeconds(9);
      assertTrue(pulse.stall().isPresent());
      pulse.work("works");
      assertEquals(Optional.empty(), pulse.stall());
    }

    @Test
    void mayWaitForSomethingNamedUntilItsEnd() {
      pulse.await("waits for a disk", Duration.ofSeconds(60));
      ticks.passSeconds(60);
      assertEquals(Optional.empty(), pulse.stall());
      ticks.passSeconds(1);
      assertEquals("waits for a disk", pulse.stall().orElseThrow().doing());
    }
  }

  @Nested
  class OfARunner {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final EchoPulse pulse = new EchoPulse("part", "no answer", tasks::add, ticks);

    @Test
    void movesWhileItsTasksRun() {
      for (int i = 0; i < 100; i++) {
        assertEquals(Optional.empty(), pulse.stall());
        tasks.remove().run();
        ticks.pass(Duration.ofHours(1));
      }
    }

    @Test
    void standsWhenATaskDoesNotRunAndIsNotAskedTwice() {
      assertEquals(Optional.empty(), pulse.stall());
      ticks.pass(Pulse.PATIENCE);
      assertEquals(Optional.empty(), pulse.stall());
      ticks.passSeconds(1);
      assertEquals("stands still for 11 s: no answer", pulse.stall().orElseThrow().message());
      ticks.passSeconds(1_000);
      assertTrue(pulse.stall().isPresent());
      assertEquals(1, tasks.size());
    }

    @Test
    void movesAgainWhenTheAnswerCame() {
      pulse.stall();
      ticks.passSeconds(100);
      assertTrue(pulse.stall().isPresent());
      tasks.remove().run();
      assertEquals(Optional.empty(), pulse.stall());
      assertEquals(1, tasks.size(), "and is asked anew");
    }

    @Test
    void standsWhenItTakesNoTasks() {
      EchoPulse refusing =
          new EchoPulse(
              "part",
              "no answer",
              task -> {
                throw new RejectedExecutionException();
              },
              ticks);
      assertEquals(Optional.empty(), refusing.stall());
      ticks.passSeconds(11);
      assertTrue(refusing.stall().isPresent());
    }
  }
}
