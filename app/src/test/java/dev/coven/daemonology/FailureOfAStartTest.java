package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A start that fails. */
class FailureOfAStartTest {
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  @Test
  void comesOutAsItWasThrownAndLeavesTheDaemonStopped() {
    daemon.onStart(ScriptedDaemon.thrower(first));

    assertSame(first, assertThrows(IOException.class, daemon::start));
    assertEquals(Status.STOPPED, daemon.status());
    assertSame(first, daemon.failure().orElseThrow());
  }

  @Test
  void releasesEverythingThatWasTakenInReverse() {
    daemon.onStart(
        self -> {
          self.take("lock");
          self.take(
              () -> {
                throw second;
              });
          self.take("file");
          throw first;
        });

    assertSame(first, assertThrows(IOException.class, daemon::start));
    assertEquals(List.of("start ledger", "close file", "close lock"), daemon.log());
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void isSeenOnlyAfterWhatItTookIsReleased() throws Exception {
    daemon.onStart(
        self -> {
          self.take("file");
          throw first;
        });
    Aside<List<String>> waiter =
        Aside.call(
            () -> {
              daemon.waitForFailure(Aside.PATIENCE);
              return List.copyOf(daemon.log());
            });
    waiter.parked();

    assertThrows(IOException.class, daemon::start);

    assertEquals(List.of("start ledger", "close file"), waiter.result());
  }

  @Test
  void countsErrorsToo() {
    AssertionError error = new AssertionError("broken");
    daemon.onStart(
        self -> {
          self.take("file");
          throw error;
        });

    assertSame(error, assertThrows(AssertionError.class, daemon::start));
    assertEquals(List.of("start ledger", "close file"), daemon.log());
    assertSame(error, daemon.failure().orElseThrow());
  }

  @Test
  void closesAtOnceWhatAStragglerBringsAfterwards() {
    daemon.onStart(ScriptedDaemon.thrower(first));
    assertThrows(IOException.class, daemon::start);

    assertThrows(IllegalStateException.class, () -> daemon.take("file"));
    assertEquals(List.of("start ledger", "close file"), daemon.log());
  }
}
