package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Harnesses that manifests describe, what the daemon tells of all, and their variables. */
class HarnessIT {
  /** Writes down how it was called and what it read, and says its version when asked. */
  private static final String RECORDER =
      """
      [ "$*" = --version ] && { echo 'recorder 1.2'; exit; }
      for each; do printf '%s\\0' "$each"; done > argv
      [ -t 0 ] && echo on a terminal || { cat > stdin; echo between pipes; }
      """;

  @AutoClose private final House house = House.own();

  private void manifest(String name, String text) throws IOException {
    Path directory = house.home().coven().resolve("harnesses");
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String adapter(String id, String members) {
    return """
    {"adapters":[{"id":"%s","label":"Mine","executable":"recorder","install_hint":"get it",
    "interactive_prompt_prefix_args":["chat"],
    "non_interactive_prompt_prefix_args":["run","--quiet"]%s}]}
    """
        .formatted(id, members);
  }

  private List<String> argv() throws IOException {
    String text = Files.readString(house.home().project().resolve("argv"));
    return List.of(text.split("\0"));
  }

  @Test
  void aManifestIsAHarnessWithoutARestart() throws Exception {
    house.home().harness("recorder", RECORDER);
    house.start();
    house.run("run", "mine", "hello").expect(127);
    manifest(
        "mine.json",
        adapter(
            "mine",
            """
            ,"prompt_flag":"--query","model_flag":"-m","model_id_transform":"preserve",
            "add_dir_flag":"--add-dir"\
            """));
    Files.createDirectories(house.home().project().resolve("below"));
    assertSays(
        house.run("run", "--model", "a/b", "mine", "--", "-x $(id)\n\"two\"").expect(0).out(),
        "on a terminal");
    assertEquals(List.of("-m", "a/b", "run", "--quiet", "--query=-x $(id)\n\"two\""), argv());

    house.run("run", "--cwd", "below", "mine", "x").expect(0);
    String text = Files.readString(house.home().project().resolve("below/argv"));
    assertEquals(
        List.of("--add-dir", house.home().project().toString(), "run", "--quiet", "--query=x"),
        List.of(text.split("\0")));
    assertSays(house.run("sessions").expect(0).out(), "mine");
  }

  @Test
  void aStreamOfAManifestGetsItsPromptAndWhatIsTypedAsLines() throws Exception {
    house
        .home()
        .harness(
            "recorder",
            "printf '%s\\0' \"$@\" > argv; read -r a; read -r b; printf '%s\\n' \"$a\" \"$b\"");
    manifest(
        "mine.json",
        adapter(
            "mine",
            """
            ,"capabilities":{"stream":true},"stream_args":{"prefix_args":["-p","--json"]}\
            """));
    house.start();
    try (Api api = house.api()) {
      JsonObject body = new JsonObject();
      body.addProperty("projectRoot", house.home().project().toString());
      body.addProperty("harness", "mine");
      body.addProperty("prompt", "first");
      body.addProperty("launchMode", "stream");
      String id = api.post("/sessions", body).expect(201).object().get("id").getAsString();
      JsonObject input = new JsonObject();
      input.addProperty("data", "second\nline");
      api.post("/sessions/" + id + "/input", input).expect(202);
      String out = house.run("attach", id).expect(0).out();
      assertSays(out, "\"content\":\"first\"", "\"content\":\"second\\nline\"");
      assertEquals(List.of("-p", "--json"), argv());
    }
  }

  @Test
  void copilotTakesItsPromptInOneArgument() throws Exception {
    house.home().harness("copilot", RECORDER);
    house.start();
    house.run("run", "--model", "openai/gpt-5", "copilot", "--", "--help").expect(0);
    assertEquals(List.of("--model", "gpt-5", "--prompt=--help"), argv());
  }

  @Test
  void aPromptWithNulIsRefusedWithoutASession() throws Exception {
    house.start();
    try (Api api = house.api()) {
      JsonObject body = new JsonObject();
      body.addProperty("projectRoot", house.home().project().toString());
      body.addProperty("harness", "demo");
      body.addProperty("prompt", "one\0two");
      JsonObject error = api.post("/sessions", body).expect(400).object().getAsJsonObject("error");
      assertEquals("prompt", error.getAsJsonObject("details").get("field").getAsString());
      assertSays(error.get("message").getAsString(), "must not contain NUL");
    }
    assertSays(house.run("sessions").expect(0).out(), "No sessions.");
  }

  @Test
  void aBadManifestIsNamedEverywhereAndStopsNothing() throws Exception {
    house.home().harness("recorder", RECORDER);
    manifest("good.json", adapter("good", ""));
    manifest("bad.json", adapter("bad", ",\"model_flag\":7"));
    manifest("worse.json", "{");
    house.start();
    house.run("run", "good", "x").expect(0);
    CommandResult list = house.run("harness", "list").expect(0);
    assertSays(
        list.out(),
        "good     available  recorder 1.2",
        "demo     available  coven-demo 1",
        "bad.json, adapter `bad`, `model_flag`: an option such as --model or -m is expected",
        "worse.json: it is not JSON");
    assertSays(
        house.logged(), "problem in a manifest", "adapter=bad field=model_flag", "worse.json");
    assertSays(
        house.run("run", "bad", "x").expect(127).err(),
        "unknown harness `bad`",
        "an option such as --model or -m is expected");
    CommandResult doctor = house.run("harness", "doctor").expect(1);
    assertSays(doctor.out(), "good (Mine): ok", "bad (a manifest): fault", "mend it: edit ");
    house.run("harness", "doctor", "good").expect(0);
    house.run("harness", "doctor", "bad").expect(1);
  }

  @Test
  void theDoctorTellsTheDaemonsPathFromTheShells() throws Exception {
    house.start();
    Path late = Files.createDirectory(house.home().user().resolve("late"));
    house.home().harness("codex", RECORDER);
    Files.move(house.home().bin().resolve("codex"), late.resolve("codex"));
    Coven shell =
        house.coven().withVariable("PATH", late + ":" + house.home().bin() + ":/usr/bin:/bin");
    CommandResult doctor = shell.run("harness", "doctor", "codex").expect(1);
    assertSays(
        doctor.out(),
        "codex (Codex): fault",
        "the daemon does not find `codex`, and this shell does",
        "mend it: coven daemon restart");
    shell.run("daemon", "restart").expect(0);
    assertSays(shell.run("harness", "doctor", "codex").expect(0).out(), "recorder 1.2");
  }

  @Test
  void aProgramThatHangsWhenAskedForItsVersionIsEnded() throws Exception {
    house.home().harness("codex", "[ \"$*\" = --version ] && exec sleep 600; true");
    house.start();
    JsonObject document = house.json(1, "harness", "doctor", "codex");
    assertSays(document.toString(), "does not answer within 5000 ms");
    assertEquals(1, house.home().processes().size(), "the daemon alone");
  }

  @Test
  void hostileTextsNeverReachATerminalRaw() throws Exception {
    String hostile = "\\u001b]0;owned\\u0007\\u009b31m\\u202e";
    house.home().harness("recorder", "printf '\\033]0;owned\\007 9\\n'");
    manifest(
        "a.json",
        adapter("mine", "").replace("\"Mine\"", "\"" + hostile + "\"").replace("get it", hostile));
    manifest("b.json", adapter("x" + hostile, ",\"" + hostile + "\":1"));
    manifest("c.json", adapter("y", "").replace("\"recorder\"", "\"" + hostile + "\""));
    house.start();
    for (String line :
        List.of("harness list", "harness doctor", "harness list --json", "harness doctor --json")) {
      CommandResult result = house.run(line.split(" "));
      assertSays(result.out(), "owned", "mine");
      assertClean(result.out());
    }
    assertClean(house.logged());
    assertClean(house.run("run", "y", "x").expect(127).err());
  }

  private static void assertClean(String said) {
    for (byte b : said.getBytes(StandardCharsets.UTF_8)) {
      assertTrue(b == '\n' || b < 0 || b >= 0x20 && b != 0x7f, said);
    }
    assertFalse(said.contains("\u009b") || said.contains("\u202e"), said);
  }

  @Test
  void variablesOfTheDaemonsEnvironmentNameManifests() throws Exception {
    house.home().harness("recorder", RECORDER);
    Path more = Files.createDirectory(house.home().user().resolve("more"));
    Files.setPosixFilePermissions(more, PosixFilePermissions.fromString("rwx------"));
    Path file = Files.writeString(more.resolve("m.json"), adapter("more", ""));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    House.start(house.coven().withVariable("COVEN_HARNESS_ADAPTER_DIRS", more.toString()));
    house.run("run", "more", "x").expect(0);
    assertEquals(List.of("run", "--quiet", "--", "x"), argv());
  }

  @Test
  void importedVariablesReachHarnessesAndNothingElse() throws Exception {
    house.start();
    Coven shell = house.coven().withVariable("MY_KEY", "k3y-value");
    CommandResult imported = shell.run("env", "import", "MY_KEY").expect(0);
    assertSays(imported.out(), "Imported MY_KEY into ");
    assertFalse((imported.out() + imported.err()).contains("k3y"));
    house.home().harness("claude", "printf %s \"$MY_KEY\" > key");
    house.run("run", "claude", "x").expect(0);
    Path key = house.home().project().resolve("key");
    assertEquals("k3y-value", Files.readString(key));
    assertFalse(house.logged().contains("k3y"));
    assertEquals("MY_KEY\n", house.run("env", "list").expect(0).out());
    house.run("env", "remove", "MY_KEY").expect(0);
    house.run("run", "claude", "x").expect(0);
    assertEquals("", Files.readString(key));
    house.run("env", "import").expect(2);
  }

  @Test
  void aSessionGoesOnWhenItsManifestIsGone() throws Exception {
    house.home().harness("recorder", "echo up; read -r line; echo got $line");
    manifest("mine.json", adapter("mine", ""));
    house.start();
    house.run("run", "--detach", "--id", "m", "mine", "x").expect(0);
    Files.delete(house.home().coven().resolve("harnesses/mine.json"));
    house.run("run", "mine", "x").expect(127);
    try (Api api = house.api()) {
      JsonObject input = new JsonObject();
      input.addProperty("data", "on\n");
      api.post("/sessions/m/input", input).expect(202);
    }
    assertSays(house.run("attach", "m").expect(0).out(), "got on");
  }
}
