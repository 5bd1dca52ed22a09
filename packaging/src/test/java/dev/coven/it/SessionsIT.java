package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is shown of sessions: to people, to programs, and to terminals that must not act on it. */
class SessionsIT {
  /** Renames the window, asks the terminal who it is, rings, turns text around, ends the line. */
  private static final String HOSTILE =
      "\u001b]0;pwned\u0007\u001b[c\u0007\u009b6n\u202eevil\u2066 \u007f x\rhidden";

  @AutoClose private final House house = House.own();

  @Test
  void everyCommandPrintsOneJsonDocumentAndNothingElse() throws Exception {
    JsonObject down = house.json(3, "daemon", "status");
    assertEquals("not_running", down.get("state").getAsString());
    assertTrue(down.get("pid").isJsonNull());

    JsonObject started = house.json(0, "daemon", "start");
    assertEquals("started", started.get("outcome").getAsString());
    JsonObject status = house.json(0, "daemon", "status");
    assertEquals(started.get("pid"), status.get("pid"));
    assertEquals("coven.daemon.v1", status.get("apiVersion").getAsString());

    JsonObject ran = house.json(5, "run", "demo", "try, exit 5", "--id", "one");
    assertEquals("failed", ran.getAsJsonObject("session").get("status").getAsString());
    JsonObject detached = house.json(0, "run", "--detach", SHELL_HARNESS, "exec sleep 600");
    String live = detached.getAsJsonObject("session").get("id").getAsString();
    assertEquals("running", detached.getAsJsonObject("session").get("status").getAsString());

    JsonObject list = house.json(0, "sessions");
    assertEquals(2, list.getAsJsonArray("sessions").size());
    assertFalse(list.get("more").getAsBoolean());
    assertEquals("one", session(house.json(0, "sessions", "show", "one")).get("id").getAsString());
    JsonObject events = house.json(0, "sessions", "events", "one");
    assertEquals("exit", kind(events, events.getAsJsonArray("events").size() - 1));
    JsonObject log = house.json(0, "sessions", "log", "one");
    assertSays(log.toString(), "demo: done, exit code 5");
    assertEquals("failed", session(house.json(5, "attach", "one")).get("status").getAsString());
    assertEquals("killed", session(house.json(0, "kill", live)).get("status").getAsString());

    JsonObject restarted = house.json(0, "daemon", "restart");
    assertEquals("started", restarted.get("outcome").getAsString());
    assertEquals(status.get("pid"), restarted.getAsJsonObject("stopped").get("pid"));
    assertEquals("drained", house.json(0, "daemon", "stop").get("outcome").getAsString());
  }

  private static JsonObject session(JsonObject document) {
    return document.getAsJsonObject("session");
  }

  private static String kind(JsonObject page, int index) {
    return page.getAsJsonArray("events").get(index).getAsJsonObject().get("kind").getAsString();
  }

  @Test
  void failuresPutNothingOnStandardOutput() throws Exception {
    house.start();
    for (List<String> command :
        List.of(
            List.of("sessions", "show", "nobody", "--json"),
            List.of("sessions", "events", "nobody", "--json"),
            List.of("sessions", "log", "nobody", "--json"),
            List.of("kill", "nobody", "--json"))) {
      CommandResult result = house.run(command.toArray(String[]::new)).expect(1);
      assertEquals("", result.out(), command::toString);
      assertSays(result.err(), "There is no session nobody.", "try: coven sessions");
    }
    CommandResult attach = house.run("attach", "nobody", "--json").expect(125);
    assertEquals("", attach.out());
  }

  @Test
  void aHostileTitleAndOutputActOnNoTerminal() throws Exception {
    house.start();
    String prompt = "printf '\\033]0;pwned\\007\\033[c\\302\\2336n\\342\\200\\256evil\\177'";
    house.run("run", "--id", "h", "--title", HOSTILE, SHELL_HARNESS, prompt).expect(0);
    for (List<String> command :
        List.of(
            List.of("sessions"),
            List.of("sessions", "--json"),
            List.of("sessions", "show", "h"),
            List.of("sessions", "show", "h", "--json"),
            List.of("sessions", "events", "h"),
            List.of("sessions", "events", "h", "--json"),
            List.of("sessions", "log", "h"),
            List.of("sessions", "log", "h", "--json"),
            List.of("run", "--json", "--id", "h", "--title", HOSTILE, SHELL_HARNESS, prompt),
            List.of("attach", "h", "--json"),
            List.of("kill", "h", "--json"))) {
      CommandResult result = house.run(command.toArray(String[]::new)).expect(0);
      assertSays(result.out(), "pwned");
      assertPassive(result);
    }
    assertSays(house.run("sessions", "show", "h").out(), "\\e]0;pwned\\x07", "\\u{202e}evil");
    // Names that were typed come back in messages, also where the name is wrong.
    for (List<String> command :
        List.of(
            List.of("run", HOSTILE, "hello"),
            List.of("sessions", "show", HOSTILE),
            List.of("kill", HOSTILE),
            List.of(HOSTILE),
            List.of("run", "--cwd", HOSTILE, "demo", "x"),
            List.of("sessions", "--" + HOSTILE))) {
      CommandResult result = house.run(command.toArray(String[]::new));
      assertTrue(result.exitCode() != 0);
      assertPassive(result);
    }
    assertFalse(active(house.logged()));
  }

  @Test
  void attachToAPipeGivesBytesAsTheyWere() throws Exception {
    house.start();
    String prompt = "printf '\\033]0;pwned\\007'";
    assertEquals("\u001b]0;pwned\u0007", house.run("run", SHELL_HARNESS, prompt).expect(0).out());
    assertEquals("\u001b]0;pwned\u0007", house.run("attach", "--last").expect(0).out());
  }

  private static void assertPassive(CommandResult result) {
    assertFalse(active(result.out()) || active(result.err()), result::toString);
  }

  /** Whether a terminal may act on a text that should be lines alone. */
  private static boolean active(String text) {
    return text.codePoints()
        .filter(point -> point != '\n')
        .anyMatch(
            point -> Character.isISOControl(point) || Character.getType(point) == Character.FORMAT);
  }

  @Test
  void aUniqueBeginningOfAnIdIsEnough() throws Exception {
    house.start();
    house.run("run", "--id", "alpha-1", "demo", "first").expect(0);
    house.run("run", "--id", "alpha-22", "demo", "second, exit 2").expect(2);
    house.run("run", "--id", "alpha", "demo", "third, exit 3").expect(3);
    for (List<String> verb :
        List.of(
            List.of("sessions", "show"),
            List.of("sessions", "events"),
            List.of("sessions", "log"),
            List.of("kill"))) {
      assertSays(with(verb, "alpha-2").expect(0).out(), "");
    }
    assertSays(with(List.of("sessions", "show"), "alpha-2").out(), "second, exit 2");
    with(List.of("attach"), "alpha-2").expect(2);
    // A whole id counts, though it begins others.
    with(List.of("attach"), "alpha").expect(3);

    for (List<String> verb : List.of(List.of("sessions", "show"), List.of("kill"))) {
      CommandResult ambiguous = with(verb, "alpha-").expect(2);
      assertSays(
          ambiguous.err(),
          "alpha- begins the ids of 2 sessions",
          "alpha-1",
          "alpha-22",
          "second, exit 2",
          "try: coven sessions");
      assertEquals("", ambiguous.out());
    }
    with(List.of("attach"), "alpha-").expect(2);
    assertSays(with(List.of("sessions", "show"), "beta").expect(1).err(), "no session beta");
  }

  private CommandResult with(List<String> verb, String id) throws Exception {
    List<String> command = new ArrayList<>(verb);
    command.add(id);
    return house.run(command.toArray(String[]::new));
  }

  @Test
  void wrongUsageExits2AndNamesTheHelp() throws Exception {
    for (String line :
        List.of(
            "",
            "--no-such-option",
            "no-such-command",
            "daemon",
            "daemon no-such-verb",
            "daemon start --timeout",
            "daemon start --timeout soon",
            "daemon status extra",
            "run",
            "run demo",
            "run demo one two",
            "sessions --limit 0",
            "sessions --limit many",
            "sessions show",
            "sessions show x --last",
            "sessions events x --limit 0",
            "sessions events x --after now",
            "attach",
            "kill")) {
      CommandResult result = house.run(line.isEmpty() ? new String[0] : line.split(" ")).expect(2);
      assertEquals("", result.out(), line);
      assertSays(result.err(), "coven: ", "  try: coven", " --help\n");
    }
    assertFalse(Files.exists(house.home().coven()));
  }

  @Test
  void helpAndVersionNeedNoDaemon() throws Exception {
    assertTrue(
        house.run("--version").expect(0).out().matches("coven \\d+\\.\\d+\\.\\d+(-\\S+)?\n"));
    for (String verb :
        List.of(
            "", "daemon", "daemon start", "run", "sessions", "sessions show", "attach", "kill")) {
      CommandResult help = house.run((verb + " --help").strip().split(" ")).expect(0);
      assertSays(help.out(), "Usage: coven");
      assertEquals("", help.err());
    }
  }
}
