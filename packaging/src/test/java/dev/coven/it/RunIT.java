package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code coven run}: what reaches the harness, what comes back, and with which exit code. */
class RunIT {
  @AutoClose private final House house = House.own();

  @Test
  void exitsWithTheHarnesssCode() throws Exception {
    house.start();
    for (int code : List.of(0, 1, 77, 255)) {
      CommandResult run = house.run("run", "demo", "try, exit " + code).expect(code);
      assertSays(run.out(), "demo: asked to: try, exit " + code, "demo: done, exit code " + code);
      assertEquals("", run.err());
      house.run("attach", "--last").expect(code);
    }
  }

  @Test
  void streamsOutputWhileTheHarnessRuns() throws Exception {
    house.start();
    String prompt = "echo first; while [ ! -e go ]; do sleep 0.02; done; echo second";
    try (Following run = new Following(house.coven().start("run", SHELL_HARNESS, prompt))) {
      assertFalse(run.awaitOut("first").contains("second"));
      Files.createFile(house.home().project().resolve("go"));
      assertEquals("first\r\nsecond\r\n", run.awaitEnd().expect(0).out());
    }
  }

  @Test
  void attachReplaysAndThenFollows() throws Exception {
    house.start();
    String prompt = "echo first; while [ ! -e go ]; do sleep 0.02; done; echo second; exit 9";
    house.run("run", "--detach", "--id", "f", SHELL_HARNESS, prompt).expect(0);
    try (Following attach = new Following(house.coven().start("attach", "f"))) {
      attach.awaitOut("first");
      Files.createFile(house.home().project().resolve("go"));
      assertEquals("first\r\nsecond\r\n", attach.awaitEnd().expect(9).out());
    }
  }

  @Test
  void anUnknownHarnessIs127() throws Exception {
    house.start();
    CommandResult run = house.run("run", "hal9000", "open the doors").expect(127);
    assertSays(run.err(), "unknown harness `hal9000`");
    assertEquals("No sessions. The first one: coven run HARNESS PROMPT\n", list());
  }

  @Test
  void aHarnessThatIsNotInstalledIs127AndSaysHowToInstallIt() throws Exception {
    house.start();
    CommandResult run = house.run("run", "codex", "hello").expect(127);
    assertSays(
        run.err(),
        "`codex` was not found on the daemon's PATH",
        "npm install -g @openai/codex",
        "coven daemon restart");
    assertEquals("No sessions. The first one: coven run HARNESS PROMPT\n", list());
  }

  @Test
  void aHarnessWhoseInterpreterIsMissingIs127AsInAShell() throws Exception {
    for (String harness : List.of("codex", SHELL_HARNESS)) {
      house.home().harness(harness, "true");
      Files.writeString(house.home().bin().resolve(harness), "#!/no/such/interpreter\n");
    }
    house.start();
    // Whose words they are, dash's or bash's, depends on the machine.
    String said = house.run("run", "codex", "hello").expect(127).out();
    assertSays(said, house.home().bin().resolve("codex").toString());
    assertTrue(said.contains("not found") || said.contains("No such file"), said);
    house.run("run", SHELL_HARNESS, "hello").expect(127);
    assertSays(list(), "failed  codex", "failed  " + SHELL_HARNESS);
  }

  @Test
  void aHarnessThatMayNotBeExecutedIs126AsInAShell() throws Exception {
    // Its interpreter is there, and is no program.
    house.home().harness("codex", "true");
    Files.writeString(house.home().bin().resolve("codex"), "#!/etc/passwd\n");
    house.start();
    assertSays(house.run("run", "codex", "hello").expect(126).out(), "codex", "ermission denied");
    assertSays(list(), "failed  codex");
  }

  @Test
  void aHarnessThatCannotBeStartedIs126() throws Exception {
    house.home().harness("codex", "true");
    house.start();
    // Where its prompt should go.
    Path sessions = house.home().coven().resolve("sessions");
    Files.deleteIfExists(sessions);
    Files.createFile(sessions);
    CommandResult run = house.run("run", "codex", "hello").expect(126);
    assertSays(run.err(), "could not be started", "try: coven daemon logs --session");
    assertSays(house.logged(), "spawn failed");
    assertSays(list(), "failed");
  }

  @Test
  void aBadFileOfVariablesIs125AndNamesItself() throws Exception {
    house.start();
    Path file = house.home().coven().resolve("environment");
    Files.writeString(file, "KEY=1\nno assignment\n");
    CommandResult run = house.run("run", "demo", "hello").expect(125);
    assertEquals(
        "coven: "
            + file
            + ", line 2: KEY=VALUE is expected. Mend it, then launch again.\n"
            + "  try: coven env list\n",
        run.err());
    assertFalse(house.logged().contains("no assignment"), "a secret may stand there");
    assertEquals("No sessions. The first one: coven run HARNESS PROMPT\n", list());
  }

  @Test
  void aPromptThatIsTooLongIs125AndSaysWhatToDo() throws Exception {
    house.start();
    // A command line cannot carry it either, so it comes as a body.
    try (Api api = house.api()) {
      JsonObject body = new JsonObject();
      body.addProperty("projectRoot", house.home().project().toString());
      body.addProperty("harness", SHELL_HARNESS);
      body.addProperty("prompt", "x".repeat(1024 * 1024));
      JsonObject error = api.post("/sessions", body).expect(400).object().getAsJsonObject("error");
      assertEquals(131071, error.getAsJsonObject("details").get("maxBytes").getAsInt());
      assertSays(
          error.get("message").getAsString(),
          "1048576 bytes",
          "131071",
          "Put the text into a file of the project");
    }
    assertEquals("No sessions. The first one: coven run HARNESS PROMPT\n", list());
  }

  @Test
  void withoutADaemonItSaysHowToStartOne() throws Exception {
    CommandResult run = house.run("run", "demo", "hello").expect(125);
    assertEquals("coven: The daemon is not running.\n  try: coven daemon start\n", run.err());
    for (String verb : List.of("sessions", "attach --last", "kill x", "sessions show x")) {
      CommandResult other = house.run(verb.split(" "));
      assertTrue(other.exitCode() == (verb.startsWith("attach") ? 125 : 1), other::toString);
      assertSays(other.err(), "The daemon is not running.", "try: coven daemon start");
      assertEquals("", other.out());
    }
    assertFalse(Files.exists(house.home().coven()), "a command that only asks made a home");
  }

  @Test
  void aDaemonThatGoesAndDoesNotComeBackIs125() throws Exception {
    long pid = house.start();
    String prompt = "echo up; exec sleep 600";
    try (Following run = new Following(house.coven().start("run", SHELL_HARNESS, prompt))) {
      run.awaitOut("up");
      house.kill(pid);
      CommandResult ended = run.awaitEnd().expect(125);
      assertSays(
          ended.err(),
          "coven: Reconnecting to the daemon…\n",
          "did not come back within 30 s: it is not running",
          "try: coven daemon start, then: coven attach ");
    }
    house.start();
  }

  @Test
  void aKilledSessionIs137() throws Exception {
    house.start();
    String prompt = "echo up; exec sleep 600";
    try (Following run =
        new Following(house.coven().start("run", "--id", "k", SHELL_HARNESS, prompt))) {
      run.awaitOut("up");
      assertEquals("Session k has ended: killed.\n", house.run("kill", "k").expect(0).out());
      assertSays(run.awaitEnd().expect(137).err(), "The session was killed.");
    }
    assertEquals(1, house.home().processes().size(), "the daemon alone");
    assertEquals("Session k had ended already: killed.\n", house.run("kill", "k").expect(0).out());
  }

  @Test
  void aRepeatWithTheSameIdRunsNothingTwice() throws Exception {
    house.start();
    for (int i = 0; i < 2; i++) {
      assertEquals(
          "once\r\n",
          house
              .run("run", "--id", "r", SHELL_HARNESS, "echo x >> count; echo once")
              .expect(0)
              .out());
    }
    assertEquals(List.of("x"), Files.readAllLines(house.home().project().resolve("count")));
    assertSays(
        house.run("run", "--id", "r", "demo", "other").expect(125).err(),
        "Another session has this id");
  }

  @Test
  void codexGetsItsPromptOnStandardInputAndNothingElse() throws Exception {
    house
        .home()
        .harness("codex", "printf '%s\\n' \"$@\" > argv; cat > stdin; ls -l /proc/$$/fd > fds");
    house.start();
    String prompt = "fix $(touch pwned) `id` \"it\"; --help\nand ü\n";
    house.run("run", "--model", "openai/gpt-5", "codex", prompt).expect(0);
    Path project = house.home().project();
    assertEquals(prompt, Files.readString(project.resolve("stdin")));
    assertEquals(
        List.of("--model", "gpt-5", "exec", "--skip-git-repo-check", "--color", "never", "--", "-"),
        Files.readAllLines(project.resolve("argv")));
    assertSays(Files.readString(project.resolve("fds")), "/prompt (deleted)", " 2 -> pipe:");
    assertFalse(Files.exists(project.resolve("pwned")));
  }

  @Test
  void aPromptAsLongAsACommandLineCarriesReachesAPipeWhole() throws Exception {
    house.home().harness("codex", "sha256sum | cut -d' ' -f1");
    house.start();
    // One argument of a command line may have 128 KiB; see execve(2).
    String prompt = "0123456789abcdef".repeat(8000);
    assertEquals(
        sha256(prompt.getBytes(StandardCharsets.UTF_8)),
        house.run("run", "codex", prompt).expect(0).out().strip());
  }

  @Test
  void aHarnessHoldsNoDescriptorOfTheDaemons() throws Exception {
    house.home().harness("codex", "cat > prompt; echo $$; exec sleep 600");
    house.start();
    try (Following terminal =
            new Following(
                house.coven().start("run", "--id", "t", SHELL_HARNESS, "echo $$; exec sleep 600"));
        Following pipes = new Following(house.coven().start("run", "--id", "p", "codex", "x"))) {
      long onTerminal = Long.parseLong(terminal.awaitOut("\n").strip());
      List<String> descriptors = Processes.descriptors(onTerminal);
      assertEquals(3, descriptors.size(), descriptors::toString);
      assertTrue(
          descriptors.stream().allMatch(target -> target.startsWith("/dev/pts/")),
          descriptors::toString);

      long onPipes = Long.parseLong(pipes.awaitOut("\n").strip());
      descriptors = Processes.descriptors(onPipes);
      assertEquals(3, descriptors.size(), descriptors::toString);
      assertTrue(
          Processes.descriptor(onPipes, 0).endsWith("/sessions/p/prompt (deleted)"),
          descriptors::toString);
      assertTrue(Processes.descriptor(onPipes, 1).startsWith("pipe:"), descriptors::toString);
      assertEquals(
          Processes.descriptor(onPipes, 1), Processes.descriptor(onPipes, 2), "one pipe for both");
      house.run("kill", "t").expect(0);
      house.run("kill", "p").expect(0);
    }
  }

  @Test
  void twoMegabytesReplayByteForByte() throws Exception {
    house.start();
    // Bytes that are no text, too; without the terminal's own changes of line ends.
    Path data = house.home().project().resolve("data");
    byte[] wanted = new byte[2 << 20];
    new Random(42).nextBytes(wanted);
    byte[] lines = "zeile mit ü und 日本\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(lines, 0, wanted, 1 << 19, lines.length);
    Files.write(data, wanted);
    String prompt = "stty raw -echo; cat data";
    try (Following run =
        new Following(house.coven().start("run", "--id", "big", SHELL_HARNESS, prompt))) {
      run.awaitEnd().expect(0);
      assertEquals(sha256(wanted), sha256(run.bytes()), "as it ran");
    }
    try (Following attach = new Following(house.coven().start("attach", "big"))) {
      attach.awaitEnd().expect(0);
      assertArrayEquals(wanted, attach.bytes(), "as it is replayed");
    }
  }

  @Test
  void runsInTheDirectoryItIsCalledFromOrBelow() throws Exception {
    house.start();
    Path below = Files.createDirectory(house.home().project().resolve("below"));
    assertEquals(
        house.home().project() + "\r\n", house.run("run", SHELL_HARNESS, "pwd").expect(0).out());
    assertEquals(
        below + "\r\n", house.run("run", "--cwd", "below", SHELL_HARNESS, "pwd").expect(0).out());
    CommandResult outside = house.run("run", "--cwd", "..", SHELL_HARNESS, "pwd").expect(125);
    assertSays(outside.err(), "`cwd` is outside the project root");
  }

  @Test
  void aTerminalIsRestoredAndPassesKeysOn() throws Exception {
    house.start();
    // The demo harness asks on a terminal; script(1) is one, and types what it reads.
    String inTerminal =
        "export program=\"$1\"; stty=$(script -qec '\"$program\" run demo hi; stty -a' typed) ;"
            + " printf %s \"$stty\"";
    CommandResult run =
        house
            .coven()
            .through("sh", "-c", inTerminal, "sh")
            .run("n\n".getBytes(StandardCharsets.US_ASCII));
    assertSays(run.out(), "shall I go on?", "demo: stopped on request", " echo ", " icanon ");
  }

  private String list() throws Exception {
    return house.run("sessions").expect(0).out();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
