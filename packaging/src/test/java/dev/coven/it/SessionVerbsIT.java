package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.privacy.Hostile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The verbs that act on sessions, on the packaged program and without a terminal. */
class SessionVerbsIT {
  /** Repeats what it reads until it is told to end. */
  private static final String ECHO =
      "while read -r line; do echo \"heard $line\"; [ \"$line\" != bye ] || exit 7; done";

  @AutoClose private final House house = House.own();

  @Test
  void inputIsTypedAndWaitPassesTheEndOn() throws Exception {
    house.start();
    run(0, "run", "--interactive", "--detach", "--id", "i", SHELL_HARNESS, ECHO);
    CommandResult early = run(124, "wait", "i", "--timeout", "1s");
    assertEquals("coven: Session i goes on after 1s.\n  try: coven attach i\n", early.err());
    run(0, "input", "i", "from the command line");
    run(0, "input", "--raw", "i", "in two ");
    run(0, "input", "i", "parts");
    byte[] lines = "from a pipe: ü\nbye".getBytes(StandardCharsets.UTF_8);
    assertEquals("", house.coven().run(lines, "input", "i", "-").expect(0).out());
    assertEquals("Session i has ended: failed.\n", run(7, "wait", "i").out());
    String printed = run(7, "attach", "i").out();
    for (String heard : List.of("from the command line", "in two parts", "from a pipe: ü", "bye")) {
      assertSays(printed, "heard " + heard + "\r\n");
    }
    assertSays(run(1, "input", "i", "too late").err(), "try: coven attach i");
  }

  @Test
  void bytesThatAreNoTextAreRefusedAfterWhatWas() throws Exception {
    house.start();
    run(0, "run", "--interactive", "--detach", "--id", "b", SHELL_HARNESS, ECHO);
    CommandResult refused =
        house.coven().run(new byte[] {(byte) 0xff, (byte) 0xfe}, "input", "b", "-").expect(1);
    assertSays(refused.err(), "is not UTF-8 text");
    run(0, "input", "b", "bye");
    run(7, "wait", "b");
  }

  @Test
  void aPromptComesFromAFileOrAPipeLongerThanACommandLineCarries() throws Exception {
    house.home().harness("codex", "wc -c");
    house.start();
    byte[] prompt = "0123456789abcdef".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
    assertEquals("1048576", house.coven().run(prompt, "run", "codex", "-").expect(0).out().strip());
    Path file = Files.write(house.home().project().resolve("prompt"), prompt);
    assertEquals("1048576", run(0, "run", "codex", "--prompt-file", file.toString()).out().strip());
    // This harness takes its prompt as an argument.
    CommandResult refused = house.coven().run(prompt, "run", SHELL_HARNESS, "-").expect(125);
    assertSays(refused.err(), "1048576 bytes", "131071", "Put the text into a file of the project");
  }

  @Test
  void sessionsArePutAwayFoundAndDeleted() throws Exception {
    house.start();
    for (String id : List.of("one", "two")) {
      run(0, "run", "--id", id, "--label", id, "--label", "all", "demo", "try, exit 0");
    }
    assertSays(run(0, "sessions", "--label", "one", "--here").out(), "one ");
    assertFalse(run(0, "sessions", "--label", "one").out().contains("two "));
    assertEquals("No such sessions.\n", run(0, "sessions", "--status", "killed").out());
    assertEquals(
        "Session one is archived.\nSession two is archived.\n",
        run(0, "archive", "one", "two").out());
    assertEquals("No such sessions.\n", run(0, "sessions", "--label", "all").out());
    assertSays(run(0, "sessions", "--label", "all", "--all").out(), "one ", "two ");
    run(0, "summon", "one");
    assertSays(run(0, "sessions", "--label", "all").out(), "one ");
    assertSays(run(1, "delete", "two").err(), "try: coven delete two --yes");
    assertEquals("Session two is deleted.\n", run(0, "sacrifice", "two", "--yes").out());
    assertSays(run(1, "sessions", "show", "two").err(), "There is no session two.");
    run(0, "run", "--interactive", "--detach", "--id", "live", SHELL_HARNESS, ECHO);
    CommandResult refused = run(1, "delete", "one", "live", "--yes");
    assertSays(refused.err(), "Session live still runs; nothing was done.", "try: coven kill live");
    run(0, "sessions", "show", "one");
    run(0, "kill", "live");
    run(0, "delete", "one", "live", "--yes");
    assertEquals(
        "No sessions. The first one: coven run HARNESS PROMPT\n", run(0, "sessions").out());
  }

  @Test
  void whatWasLostIsLaunchedOnceMore() throws Exception {
    Path below = Files.createDirectory(house.home().project().resolve("below"));
    long daemon = house.start();
    String prompt = "echo \"in $PWD\"; [ -e ../go ] && exit 5; exec sleep 600";
    run(
        0,
        "run",
        "--detach",
        "--id",
        "lost",
        "--cwd",
        "below",
        "--label",
        "l",
        SHELL_HARNESS,
        prompt);
    assertSays(run(125, "relaunch", "lost").err(), "Session lost still runs");
    house.kill(daemon);
    house.start();
    assertSays(run(125, "wait", "lost").out(), "orphaned");
    Files.createFile(house.home().project().resolve("go"));
    CommandResult again = run(5, "relaunch", "lost");
    assertEquals("in " + below + "\r\n", again.out());
    JsonObject newest = house.json(0, "sessions", "show", "--last").getAsJsonObject("session");
    assertFalse(newest.get("id").getAsString().equals("lost"));
    assertEquals("[\"l\"]", newest.get("labels").toString());
    assertEquals(
        "orphaned",
        house
            .json(0, "sessions", "show", "lost")
            .getAsJsonObject("session")
            .get("status")
            .getAsString());
  }

  @Test
  void aPromptWithASecretIsNotLaunchedAgainWithItsMask() throws Exception {
    house.start();
    String secret = "ghp_" + "a1B2c3D4e5".repeat(4).substring(0, 36);
    run(0, "run", "--id", "s", "demo", "use " + secret + ", exit 0");
    CommandResult refused = run(125, "relaunch", "s");
    assertSays(refused.err(), "was masked", "try: coven relaunch s --prompt TEXT");
    assertSays(run(3, "relaunch", "s", "--prompt", "openly, exit 3").out(), "asked to: openly");
  }

  /** Titles, paths, prompts, output and manifests of the worst kind, and what is said of them. */
  @Test
  void nothingHostileIsPrintedRaw() throws Exception {
    String text = Hostile.all().replace("\0", "").replace("\ud800b\udc00", "");
    String name = "p" + "\u001b]0;owned\u0007\u009b6n\u202e";
    Path project = Files.createDirectory(house.home().project().resolve(name));
    house.home().harness("codex", "cat");
    house.start();
    Files.createDirectories(house.home().coven().resolve("harnesses"));
    JsonObject adapter = new JsonObject();
    adapter.addProperty("id", text);
    adapter.addProperty("label", text);
    Files.writeString(
        house.home().coven().resolve("harnesses/evil\u001b[c.json"),
        "{\"adapters\": [" + adapter + "]}");
    Coven there = house.coven().withDirectory(project);
    byte[] prompt = text.getBytes(StandardCharsets.UTF_8);
    there.run(prompt, "run", "codex", "--id", "evil", "--title", text, "-").expect(0);
    for (String verb :
        List.of(
            "sessions",
            "sessions show evil",
            "sessions events evil",
            "sessions log evil",
            "archive evil",
            "restore evil",
            "kill evil",
            "wait evil",
            "harness list --refresh",
            "harness doctor",
            "daemon status",
            "delete evil")) {
      for (String form : List.of(verb, verb + " --json")) {
        CommandResult said = there.run(form.split(" "));
        assertEquals(List.of(), Hostile.characters(said.out() + said.err()), form);
        assertFalse((said.out() + said.err()).isEmpty(), form);
      }
    }
    assertEquals(List.of(), Hostile.characters(house.logged()), "in the log");
    assertTrue(there.run("attach", "evil").out().contains("\u001b[6n"), "into a pipe it is whole");
  }

  private CommandResult run(int code, String... arguments) throws Exception {
    return house.run(arguments).expect(code);
  }
}
