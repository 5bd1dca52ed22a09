package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shutdown in which a step fails. */
class FailureOfAShutdownTest {
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  @Test
  void isThrownAndTheDaemonIsCompletedAllTheSame() throws Exception {
    daemon.onStart(self -> self.take("file")).onShutdown(ScriptedDaemon.thrower(first));
    daemon.start();

    assertSame(first, assertThrows(IOException.class, daemon::shutdown));
    assertEquals(Status.COMPLETED, daemon.status());
    assertSame(first, daemon.failure().orElseThrow());
    assertEquals(List.of("start ledger", "shutdown ledger", "close file"), daemon.log());
  }

  @Test
  void keepsEveryFailureOnTheFirst() throws Exception {
    daemon
        .onStart(
            self ->
                self.take(
                    () -> {
                      throw second;
                    }))
        .onShutdown(ScriptedDaemon.thrower(first));
    daemon.start();

    assertSame(first, assertThrows(IOException.class, daemon::shutdown));
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void isSuppressedByAnEarlierFailureButStillThrown() throws Exception {
    daemon.onShutdown(ScriptedDaemon.thrower(second));
    daemon.start();
    daemon.report(first);

    assertSame(second, assertThrows(IOException.class, daemon::shutdown));
    assertSame(first, daemon.failure().orElseThrow());
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void isNotBroughtAboutByAnInterruptionFromBefore() throws Exception {
    List<Boolean> seen = new ArrayList<>();
    daemon
        .onStart(self -> self.take(() -> seen.add(Thread.currentThread().isInterrupted())))
        .onShutdown(
            self -> {
              seen.add(Thread.currentThread().isInterrupted());
              Thread.currentThread().interrupt();
            });
    daemon.start();

    boolean interrupted =
        Aside.call(
                () -> {
                  Thread.currentThread().interrupt();
                  daemon.shutdown();
                  return Thread.currentThread().isInterrupted();
                })
            .result();

    assertTrue(interrupted);
    assertEquals(List.of(false, false), seen);
  }

  @Test
  void doesNotLoseAnInterruptionOfALaterStep() throws Exception {
    daemon
        .onStart(
            self ->
                self.take(
                    () -> {
                      throw new InterruptedException("close");
                    }))
        .onShutdown(ScriptedDaemon.thrower(first));

    boolean interrupted =
        Aside.call(
                () -> {
                  daemon.start();
                  assertThrows(IOException.class, daemon::shutdown);
                  return Thread.currentThread().isInterrupted();
                })
            .result();

    assertTrue(interrupted);
  }
}
