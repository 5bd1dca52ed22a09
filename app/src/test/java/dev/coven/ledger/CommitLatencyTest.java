package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.Ticks;
import dev.coven.contract.EventWriterHealth;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitLatencyTest {
  private final Ticks ticks = new Ticks();
  private final CommitLatency latency = new CommitLatency(ticks);

  @Test
  void thereIsNoneBeforeTheFirstCommit() {
    assertEquals(EventWriterHealth.CommitLatency.NONE, latency.figures());
  }

  @Test
  void coversTheLastMinute() {
    add(100);
    ticks.passSeconds(30);
    add(2);
    add(3);
    assertEquals(figures(3.0, 35.0, 100.0), latency.figures());
    ticks.passSeconds(45);
    assertEquals(figures(3.0, 2.5, 3.0), latency.figures(), "the first has gone by");
    ticks.passSeconds(60);
    assertEquals(figures(3.0, null, null), latency.figures());
  }

  private void add(long millis) {
    latency.add(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static EventWriterHealth.CommitLatency figures(Double last, Double mean, Double max) {
    return new EventWriterHealth.CommitLatency(last, mean, max);
  }
}
