package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LiveEvents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The live stream of the packaged daemon, and the commands that follow it. */
class EventStreamIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Prints the time of the line that was typed, as the machine's clock has it. */
  private static final String CLOCK =
      "stty -echo; echo ready; while read -r n; do echo \"at $(date +%s%N) $n\"; done";

  @AutoClose private final House house = House.own();

  private LiveEvents stream(String id, long after) throws IOException {
    return LiveEvents.open(house.home().socket(), id, after, LIMIT);
  }

  private void launch(String id, String script) throws Exception {
    house.run("run", "--detach", "--id", id, SHELL_HARNESS, script).expect(0);
  }

  /** The next output that has a text in it. */
  private static String await(LiveEvents stream, String text) throws IOException {
    StringBuilder printed = new StringBuilder();
    while (printed.indexOf(text) < 0) {
      JsonObject event = stream.next();
      if (event.get("kind").getAsString().equals("output")) {
        printed.append(Api.payload(event).get("data").getAsString());
      }
    }
    return printed.toString();
  }

  @Test
  void whatIsPrintedIsWithTheClientWithinTwentyMilliseconds() throws Exception {
    house.start();
    launch("s", "exec sh -c '" + CLOCK.replace("'", "'\\''") + "'");
    List<Long> micros = new ArrayList<>();
    try (LiveEvents stream = stream("s", 0);
        Api api = house.api()) {
      await(stream, "ready\r\n");
      for (int i = 0; i < 40; i++) {
        JsonObject input = new JsonObject();
        input.addProperty("data", "line" + i + ".\n");
        api.post("/sessions/s/input", input).expect(202);
        String printed = await(stream, "line" + i + ".\r\n");
        Instant now = Instant.now();
        String nanos = printed.substring(printed.indexOf("at ") + 3).split(" ")[0];
        long at = Long.parseLong(nanos) / 1000;
        micros.add(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000 - at);
      }
    }
    Collections.sort(micros);
    System.err.println("from the terminal to the client, in microseconds: " + micros);
    // A machine that is busy with other tests delays what it measures, and never hurries it.
    long quick = micros.get(micros.size() / 4);
    assertTrue(quick < 20_000, () -> quick + " of " + micros);
  }

  @Test
  void manyOnOneSessionAndOneThatDoesNotReadAllGetTheSame() throws Exception {
    house.start();
    launch(
        "s",
        "read -r go; i=0; while [ $i -lt 4000 ]; do echo \"line $i of many\"; i=$((i+1)); done");
    try (LiveEvents stuck = stream("s", 0)) {
      List<LiveEvents> streams = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        streams.add(stream("s", 0));
      }
      house.run("input", "s", "go").expect(0);
      List<Long> expected = null;
      for (LiveEvents each : streams) {
        List<Long> seqs = rest(each);
        expected = expected == null ? seqs : expected;
        assertEquals(expected, seqs);
        each.close();
      }
      assertEquals(expected, rest(stuck));
      try (Api api = house.api()) {
        assertEquals(
            expected,
            api.allEvents("s").stream().map(event -> event.get("seq").getAsLong()).toList());
      }
    }
  }

  private static List<Long> rest(LiveEvents stream) throws IOException {
    List<Long> seqs = new ArrayList<>();
    for (JsonObject event = stream.next(); event != null; event = stream.next()) {
      seqs.add(event.get("seq").getAsLong());
    }
    return seqs;
  }

  @Test
  void aDaemonThatEndsTellsWhoFollowsASessionToItsEnd() throws Exception {
    house.start();
    launch("s", "trap 'echo last words; exit 0' TERM; echo up; sleep 600 & wait");
    try (LiveEvents stream = stream("s", 0)) {
      await(stream, "up\r\n");
      house.run("daemon", "stop").expect(0);
      assertSays(await(stream, "last words"), "last words");
      JsonObject kill = stream.next();
      while (!kill.get("kind").getAsString().equals("exit")) {
        kill = stream.next();
      }
      assertEquals("killed", Api.payload(kill).get("status").getAsString());
      assertNull(stream.next());
    }
  }

  @Test
  void aDaemonThatIsKilledBreaksTheStreamAndTheNextGoesOn() throws Exception {
    long pid = house.start();
    launch("s", "echo up; exec sleep 600");
    long last;
    try (LiveEvents stream = stream("s", 0)) {
      last = stream.next().get("seq").getAsLong();
      house.kill(pid);
      assertThrows(IOException.class, () -> rest(stream));
    }
    house.start();
    try (LiveEvents stream = stream("s", last)) {
      JsonObject recovery = stream.next();
      assertEquals("orphaned", Api.payload(recovery).get("reason").getAsString());
      assertNull(stream.next());
    }
  }

  @Test
  void theLogAndTheEventsOfASessionAreFollowedToItsEnd() throws Exception {
    house.start();
    launch("s", "echo first; read -r line; echo \"second $line\"; exit 3");
    try (Following log = new Following(house.coven().start("sessions", "log", "s", "--follow"));
        Following events =
            new Following(house.coven().start("sessions", "events", "s", "--follow", "--json"))) {
      log.awaitOut("first");
      events.awaitOut("first");
      house.run("input", "s", "typed").expect(0);
      CommandResult logged = log.awaitEnd().expect(0);
      assertSays(logged.out(), "second typed", "> typed", "exit: {\"exitCode\":3");
      List<JsonObject> documents =
          events
              .awaitEnd()
              .expect(0)
              .out()
              .lines()
              .map(line -> JsonParser.parseString(line).getAsJsonObject())
              .toList();
      assertEquals("exit", documents.getLast().getAsJsonObject("event").get("kind").getAsString());
      documents.forEach(document -> assertEquals(1, document.get("schema").getAsInt()));
    }
  }

  @Test
  void theListIsFollowedThroughARestart() throws Exception {
    house.start();
    house.run("run", "demo", "try, exit 0", "--id", "before").expect(0);
    try (Following list = new Following(house.coven().start("sessions", "--follow"))) {
      list.awaitOut("before");
      house.run("daemon", "restart").expect(0);
      house.run("run", "demo", "try, exit 5", "--id", "after").expect(5);
      String printed = list.awaitOut("failed (exit code 5)");
      assertSays(printed, "after");
    }
  }

  @Test
  void whoeverReadsOnlyTheFirstLinesEndsTheFollowing() throws Exception {
    house.start();
    launch("s", "while sleep 0.05; do echo again; done");
    CommandResult head =
        house
            .coven()
            .through("sh", "-c", "\"$0\" \"$@\" | head -n 3")
            .run("sessions", "log", "s", "--follow")
            .expect(0);
    assertEquals(3, head.out().lines().count(), head::toString);
    house.run("kill", "s").expect(0);
  }
}
