package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coven.kit.Tmux;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code run} and {@code attach} on terminals, as a person uses them. */
class TerminalIT {
  /** Says how large its terminal is, at first and at each change, and answers each line. */
  private static final String TALKER =
      "trap \"stty size\" WINCH; trap \"echo interrupted\" INT; stty size;"
          + " while [ \"$word\" != bye ]; do read -r word && echo \"heard $word\"; done; exit 7";

  /** Leaves on what a full-screen program has on, when nobody lets it end well. */
  private static final String UNTIDY =
      "printf \"\\033[?1049h\\033[?25l\\033[?7l\\033[?1h\\033=\\033[?1003h\\033[?1006h\"; "
          + "printf \"\\033[?2004h\\033]2;its own title\\007\\033[3;9r\\033[4h\\033[1;35m\"; "
          + "printf \"\\033(0\\033[>4;2m\\033[>1u\\033[?1004h\\033(Bin\\040charge\"; ";

  /** Those of tmux's variables that tell the state of a terminal. */
  private static final List<String> STATE =
      List.of(
          "alternate_on",
          "cursor_flag",
          "insert_flag",
          "keypad_cursor_flag",
          "keypad_flag",
          "mouse_any_flag",
          "mouse_all_flag",
          "mouse_sgr_flag",
          "wrap_flag",
          "origin_flag",
          "scroll_region_upper",
          "scroll_region_lower",
          "pane_title");

  private final House house = House.own();
  private Tmux tmux;
  private Tmux.Screen screen;
  private long daemon;

  @BeforeEach
  void begin() throws Exception {
    tmux = Tmux.of(house.coven());
    screen = tmux.open("person", 90, 24);
    daemon = house.start();
  }

  /** The terminals first: their shells belong to the home's processes. */
  @AfterEach
  void end() throws IOException {
    try (house) {
      if (tmux != null) {
        tmux.close();
      }
    }
  }

  @Test
  void aRunIsTypedToFollowsTheWindowAndEndsWithItsCode() throws Exception {
    Map<String, String> before = state(screen);
    screen.type("coven run --id r " + SHELL_HARNESS + " '" + TALKER + "'; echo code $?");
    screen.await("Session r; Ctrl-] detaches.");
    screen.await("24 90");
    screen.resize(70, 20);
    screen.await("20 70");
    screen.type("hello");
    screen.await("heard hello");
    screen.press("C-c");
    screen.await("interrupted");
    screen.type("bye");
    screen.await("code 7");
    assertSane(before, screen);
    assertSays(house.run("sessions", "log", "r").expect(0).out(), "> hello", "> \\x03");
  }

  @Test
  void detachingLeavesItRunningAndSaysHowToComeBack() throws Exception {
    Map<String, String> before = state(screen);
    screen.type("coven run --id d " + SHELL_HARNESS + " '" + TALKER + "'; echo code $?");
    screen.await("24 90");
    screen.press("C-]");
    assertSays(screen.await("code 0"), "coven: The session goes on.\n  try: coven attach d\n");
    assertSane(before, screen);
    screen.type("clear; coven attach d; echo code $?");
    screen.await("24 90");
    screen.type("back");
    screen.await("heard back");
    screen.type("bye");
    screen.await("code 7");
    assertSane(before, screen);
  }

  @Test
  void ofTwoTerminalsTheSizeFollowsWhoTypedLast() throws Exception {
    house.run("run", "--detach", "--id", "t", SHELL_HARNESS, TALKER).expect(0);
    Tmux.Screen other = tmux.open("other", 60, 15);
    screen.type("coven attach t");
    screen.await("24 90");
    other.type("coven attach t");
    screen.await("15 60");
    screen.type("one");
    other.await(text -> inOrder(text, "15 60", "24 90", "heard one"));
    other.type("two");
    screen.await(text -> inOrder(text, "heard one", "15 60", "heard two"));
    other.press("C-]");
    other.await("The session goes on.");
    screen.type("bye");
    screen.await("$");
  }

  @Test
  void readOnlyTypesNothingAndDecidesNoSize() throws Exception {
    house.run("run", "--detach", "--id", "w", SHELL_HARNESS, TALKER).expect(0);
    screen.type("coven attach w");
    screen.await("24 90");
    Tmux.Screen watcher = tmux.open("watcher", 60, 15);
    Map<String, String> before = state(watcher);
    watcher.type("coven attach --read-only w; echo code $?");
    watcher.await("Session w, read-only; Ctrl-] or Ctrl-C detaches.");
    watcher.await("24 90");
    watcher.type("not for you");
    screen.type("for you");
    watcher.await("heard for you");
    watcher.press("C-c");
    watcher.await("code 0");
    assertSane(before, watcher);
    screen.type("bye");
    screen.await(text -> text.endsWith("$"));
    String log = house.run("sessions", "log", "w").expect(0).out();
    assertFalse(log.contains("not for you") || log.contains("\\x03"), log);
    assertFalse(log.contains("15 60"), log);
  }

  /** How the time at a session can end. */
  private enum End {
    DETACHED,
    ENDED,
    KILLED,
    TERMINATED,
    DAEMON_KILLED
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void theTerminalIsAsItWasHoweverItEnds(End end) throws Exception {
    Map<String, String> before = state(screen);
    String prompt = UNTIDY + "read -r word; exit 3";
    screen.type("coven run --id u " + SHELL_HARNESS + " '" + prompt + "'; echo code $?");
    screen.await("in charge");
    assertEquals("1", screen.known("alternate_on"));
    assertEquals("1", screen.known("mouse_all_flag"));
    assertEquals("its own title", screen.known("pane_title"));
    int code =
        switch (end) {
          case DETACHED -> {
            screen.press("C-]");
            yield 0;
          }
          case ENDED -> {
            screen.press("Enter");
            yield 3;
          }
          case KILLED -> {
            house.run("kill", "u").expect(0);
            yield 137;
          }
          case TERMINATED -> {
            client("run").destroy();
            yield 143;
          }
          case DAEMON_KILLED -> {
            house.kill(daemon);
            screen.await("Reconnecting to the daemon");
            screen.press("C-]");
            yield 0;
          }
        };
    String after = screen.await("code " + code);
    assertSane(before, screen);
    assertFalse(after.contains("in charge"), "its screen is left: " + after);
    if (end == End.TERMINATED || end == End.DETACHED) {
      assertSays(after, "\ncoven: The session goes on.\n  try: coven attach u\n");
    }
    if (end == End.DAEMON_KILLED) {
      assertSays(after, "\ncoven: The daemon is away; once it runs, it tells");
    }
  }

  @Test
  void aHangUpEndsTheClientAndNotTheSession() throws Exception {
    Tmux.Screen other = tmux.open("other", 80, 24);
    other.type("coven run --id h " + SHELL_HARNESS + " '" + TALKER + "'");
    other.await("24 80");
    ProcessHandle client = client("run");
    other.hangUp();
    Processes.awaitEnd(client.pid());
    screen.type("coven attach h");
    screen.await("24 90");
    screen.type("bye");
    screen.await("heard bye");
  }

  /** tmux answers such questions itself, as any terminal does. */
  @Test
  void whereNobodyTypesTheTerminalIsAskedNothing() throws Exception {
    Map<String, String> before = state(screen);
    String prompt = "printf \"\\033[c\\033[6n\\033[>q\\033]0;owned\\007\\033[?1003h\"; echo asked";
    screen.type("coven run --non-interactive --id q " + SHELL_HARNESS + " '" + prompt + "'");
    screen.await(text -> text.endsWith("asked\n$"));
    // An answer would stand behind the prompt now, as if somebody had typed it.
    assertEquals("nothing", screen.shell("echo nothing"));
    screen.type("clear; coven attach q");
    assertEquals("asked\n$", screen.await(text -> text.endsWith("asked\n$")));
    assertSane(before, screen);
  }

  @Test
  void deletingAsksAPerson() throws Exception {
    house.run("run", "--id", "x", "--title", "old \u001b[31mone", "demo", "x, exit 0").expect(0);
    screen.type("coven delete x; echo code $?");
    screen.await("  x  completed  old \\e[31mone\nDelete it for good? [y/N]");
    screen.type("");
    assertSays(screen.await("code 1"), "coven: Nothing was deleted.");
    screen.type("clear; coven delete x; echo code $?");
    screen.await("Delete it for good? [y/N]");
    screen.type("y");
    assertSays(screen.await("code 0"), "Session x is deleted.");
    house.run("sessions", "show", "x").expect(1);
  }

  private ProcessHandle client(String verb) {
    return house.home().processes().stream()
        .filter(it -> it.info().commandLine().orElse("").contains("cli.Main " + verb))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> state(Tmux.Screen screen) throws Exception {
    Map<String, String> state = new LinkedHashMap<>();
    for (String variable : STATE) {
      state.put(variable, screen.known(variable));
    }
    // The window itself may have another height now.
    state.computeIfPresent("scroll_region_lower", (name, row) -> "bottom");
    assertEquals(
        Integer.parseInt(screen.known("pane_height")) - 1,
        Integer.parseInt(screen.known("scroll_region_lower")));
    state.put("stty", screen.shell("stty -g"));
    return state;
  }

  private static void assertSane(Map<String, String> before, Tmux.Screen screen) throws Exception {
    assertEquals(before, state(screen));
    // What is typed is shown, in plain letters.
    assertEquals("sane", screen.shell("echo sane"));
    screen.type("echo s\"\"een");
    screen.await(text -> text.contains("echo s\"\"een\nseen\n"));
  }

  private static boolean inOrder(String text, String... parts) {
    int from = 0;
    for (String part : parts) {
      from = text.indexOf(part, from);
      if (from < 0) {
        return false;
      }
    }
    return true;
  }
}
