package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever follows a session goes on when its daemon, which nobody keeps, is started again. */
class ReconnectIT {
  private static final String NOTICE = "coven: Reconnecting to the daemon…\n";

  @AutoClose private final House house = House.own();

  @Test
  void attachSaysOnceThatItReconnectsAndThenWhatBecameOfTheSession() throws Exception {
    long pid = house.start();
    house.run("run", "--detach", "--id", "s", SHELL_HARNESS, "echo up; exec sleep 600").expect(0);
    try (Following attach = new Following(house.coven().start("attach", "s"))) {
      attach.awaitOut("up\r\n");
      house.kill(pid);
      attach.awaitErr(NOTICE);
      house.start();
      CommandResult ended = attach.awaitEnd().expect(125);
      assertEquals("up\r\n", ended.out());
      assertEquals(
          NOTICE + "coven: The daemon lost the session when it ended; its outcome is unknown.\n",
          ended.err());
    }
    assertEquals("orphaned", status("s"));
  }

  @Test
  void runThatWasThereBeforeARestartEndsAsItsSessionDid() throws Exception {
    house.start();
    String prompt = "trap 'echo last words; exit 0' TERM; echo up; sleep 600 & wait";
    try (Following run =
        new Following(house.coven().start("run", "--id", "s", SHELL_HARNESS, prompt))) {
      run.awaitOut("up\r\n");
      house.run("daemon", "restart", "--force").expect(0);
      CommandResult ended = run.awaitEnd().expect(137);
      assertEquals("up\r\nlast words\r\n", ended.out());
      assertSays(ended.err(), "The session was killed.");
    }
    assertEquals("killed", status("s"));
  }

  @Test
  void runThatComesWhileTheDaemonDrainsIsLaunchedByTheNextOne() throws Exception {
    house.start();
    // Takes the three seconds of grace, and so long the daemon drains.
    String stubborn = "trap 'echo told' TERM; echo up; while :; do sleep 0.1; done";
    try (Following old = new Following(house.coven().start("run", SHELL_HARNESS, stubborn))) {
      old.awaitOut("up\r\n");
      try (Following restart = new Following(house.coven().start("daemon", "restart", "--force"))) {
        old.awaitOut("told\r\n");
        CommandResult run = house.run("run", "--id", "new", "demo", "try, exit 4").expect(4);
        assertSays(run.out(), "demo: done, exit code 4");
        assertTrue(List.of("", NOTICE).contains(run.err()), run::toString);
        restart.awaitEnd().expect(0);
      }
      old.awaitEnd().expect(137);
    }
    assertEquals("failed", status("new"));
  }

  private String status(String id) throws IOException {
    try (Api api = house.api()) {
      return api.session(id).get("status").getAsString();
    }
  }
}
