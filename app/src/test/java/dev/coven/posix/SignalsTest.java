package dev.coven.posix;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.Wait;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignalsTest {
  /** SIGWINCH is ignored where nobody handles it, so that it cannot hurt the tests. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void everyArrivalRunsTheAction() throws Exception {
    for (int i = 0; i < 3; i++) {
      CountDownLatch arrived = new CountDownLatch(1);
      Signals.on("WINCH", arrived::countDown);
      new ProcessBuilder("kill", "-WINCH", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      Wait.open(arrived);
    }
  }

  @Test
  void aSignalThatThereIsNotIsRefused() {
    assertThrows(IllegalStateException.class, () -> Signals.on("NONE", () -> {}));
  }

  @Test
  void aSignalThatNobodyMayHandleIsRefused() {
    assertThrows(IllegalStateException.class, () -> Signals.on("KILL", () -> {}));
  }
}
