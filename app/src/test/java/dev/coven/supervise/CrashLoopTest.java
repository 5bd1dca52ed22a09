package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashLoopTest {
  private final CrashLoop loop = new CrashLoop();

  @Test
  void whatWasRestartedBeforeTheWaitDoesNotCount() {
    see(29, 29);
    assertFalse(loop.isOne());
    assertEquals(1, loop.starts());
  }

  @Test
  void eachRestartCountsThoughLooksMissSome() {
    see(2, 3, 3, 6);
    assertTrue(loop.isOne());
    assertEquals(5, loop.starts());
    assertFalse(loop.isHopeless());
    see(7);
    assertTrue(loop.isHopeless());
  }

  @Test
  void aCountThatBeginsAnewIsThatOfTheStartThatIsWaitedFor() {
    see(29, 0);
    assertFalse(loop.isOne());
    see(4);
    assertFalse(loop.isHopeless());
    see(5);
    assertTrue(loop.isHopeless());
    assertEquals(6, loop.starts());
  }

  @Test
  void theExitThatALookCaughtIsRememberedWhileTheNextProcessRuns() {
    loop.note(States.restarting(1, "exit code 1"));
    loop.note(States.starting(2, 42));
    assertEquals(Optional.of("exit code 1"), loop.lastExit());
  }

  private void see(long... restarts) {
    for (long count : restarts) {
      loop.note(States.starting(count, 42));
    }
  }
}
