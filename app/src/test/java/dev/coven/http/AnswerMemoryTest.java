package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.Api;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The heap that large requests share. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnswerMemoryTest {
  @Test
  void smallRequestsCostNothing() {
    assertEquals(0, AnswerMemory.cost(false, false, -1));
    assertEquals(0, AnswerMemory.cost(false, true, 1000));
  }

  @Test
  void aBodyWhoseLengthIsNotKnownCostsAsMuchAsTheLargest() {
    assertEquals(
        AnswerMemory.cost(false, true, Api.MAX_BODY_BYTES), AnswerMemory.cost(false, true, -1));
    assertTrue(AnswerMemory.cost(false, true, -1) >= Api.MAX_BODY_BYTES);
  }

  @Test
  void whoeverNeedsTooMuchWaitsUntilOthersGiveBack() throws Exception {
    AnswerMemory memory = new AnswerMemory();
    int list = AnswerMemory.cost(true, false, -1);
    AnswerMemory.Share first = memory.take(list);
    AnswerMemory.Share second = memory.take(list);
    CountDownLatch asks = new CountDownLatch(1);
    CountDownLatch has = new CountDownLatch(1);
    Thread third =
        Thread.startVirtualThread(
            () -> {
              asks.countDown();
              try {
                memory.take(list).shrinkTo(0);
                has.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    asks.await();
    assertFalse(has.await(50, TimeUnit.MILLISECONDS));
    first.shrinkTo(0);
    assertTrue(has.await(5, TimeUnit.SECONDS));
    third.join();
    second.shrinkTo(0);
    // Everything is free again.
    memory.take(list).shrinkTo(0);
    memory.take(2 * list).shrinkTo(0);
  }
}
