package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who follows a session while its daemon is stopped sees how it ended. */
class FarewellIT {
  private static final String PROMPT =
      "trap 'echo last words; exit 0' TERM; echo up; sleep 600 & wait";

  @AutoClose private final House house = House.own();

  @Test
  void whoeverFollowsSeesTheLastOutputAndThatItWasKilled() throws Exception {
    house.start();
    try (Following run =
        new Following(house.coven().start("run", "--id", "followed", SHELL_HARNESS, PROMPT))) {
      run.awaitOut("up");
      try (Following attach = new Following(house.coven().start("attach", "followed"))) {
        attach.awaitOut("up");
        assertSays(house.run("daemon", "stop").expect(0).out(), "1 live session ended.");
        for (Following follower : List.of(run, attach)) {
          CommandResult ended = follower.awaitEnd().expect(137);
          assertTrue(ended.out().stripTrailing().endsWith("last words"), ended::toString);
          assertSays(ended.err(), "The session was killed.");
        }
      }
    }
  }
}
