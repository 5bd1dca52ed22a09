package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.http.HttpStage.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the daemon says it can do, what harnesses bring, and the one action. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CapabilityRoutesTest {
  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-02-03T04:05:06Z"));
  private HttpStage http;

  @BeforeEach
  void open() throws Exception {
    http = new HttpStage(directory, now::get);
    http.stage.install("codex", "#!/bin/sh\necho codex-cli 1.0; echo >> ../asked\n");
    http.stage.install("claude", "#!/bin/sh\nexit 7\n");
  }

  @AfterEach
  void close() {
    http.close();
  }

  private JsonObject harness(String id, String query) throws IOException {
    Answer answer = http.get("/api/v1/capabilities/" + id + query);
    assertEquals(200, answer.status(), answer::text);
    return answer.object();
  }

  private static String version(JsonObject manifest) {
    var version = manifest.getAsJsonObject("executable").get("version");
    return version.isJsonNull() ? null : version.getAsString();
  }

  @Test
  void theCatalogNamesTheActionAndEveryHarness() throws Exception {
    manifest("mine", "\"label\":\"Mine\"");
    JsonArray listed = http.get("/capabilities").object().getAsJsonArray("capabilities");
    List<String> ids = new ArrayList<>();
    for (var element : listed) {
      JsonObject each = element.getAsJsonObject();
      ids.add(each.get("id").getAsString());
      boolean actions = each.get("id").getAsString().equals("coven.control.actions");
      assertEquals(
          actions ? "[\"coven.capabilities.refresh\"]" : "[]", each.get("actions").toString());
    }
    assertEquals(
        List.of(
            "coven.sessions",
            "coven.events",
            "coven.control.actions",
            "coven.diagnostics",
            "coven.harness.codex",
            "coven.harness.claude",
            "coven.harness.copilot",
            "coven.harness.demo",
            "coven.harness.mine"),
        ids);
    JsonObject mine = listed.get(8).getAsJsonObject();
    assertEquals("Mine", mine.get("label").getAsString());
    assertEquals("planned", mine.get("status").getAsString(), "its program is not there");
    http.stage.install("mine-agent", "#!/bin/sh\n");
    listed = http.get("/capabilities").object().getAsJsonArray("capabilities");
    assertEquals("available", listed.get(8).getAsJsonObject().get("status").getAsString());
  }

  @Test
  void aManifestHasTheContractsMembers() throws IOException {
    JsonObject codex = harness("codex", "");
    assertEquals(
        Set.of(
            "harness_id",
            "scanned_at",
            "global_instructions",
            "skills",
            "plugins",
            "warnings",
            "executable",
            "adapter"),
        codex.keySet());
    assertEquals("codex", codex.get("harness_id").getAsString());
    assertEquals("2026-02-03T04:05:06.000Z", codex.get("scanned_at").getAsString());
    assertEquals("{\"present\":false}", codex.get("global_instructions").toString());
    JsonObject executable = codex.getAsJsonObject("executable");
    assertEquals("codex", executable.get("name").getAsString());
    assertEquals(http.stage.bin + "/codex", executable.get("path").getAsString());
    assertEquals("codex-cli 1.0", version(codex));
    assertEquals(
        "[\"interactive\",\"nonInteractive\"]",
        codex.getAsJsonObject("adapter").get("launch_modes").toString());
  }

  @Test
  void whatIsNotInstalledIsEmptyAndNoError() throws IOException {
    JsonObject copilot = harness("copilot", "");
    assertEquals("[]", copilot.get("skills").toString());
    assertEquals("[]", copilot.get("warnings").toString());
    assertTrue(copilot.getAsJsonObject("executable").get("path").isJsonNull());
    assertEquals(null, version(copilot));
  }

  @Test
  void aProgramThatDoesNotTellItsVersionIsAWarning() throws IOException {
    JsonObject warning = harness("claude", "").getAsJsonArray("warnings").get(0).getAsJsonObject();
    assertEquals("version_unknown", warning.get("kind").getAsString());
    assertEquals("`--version` exits with 7", warning.get("message").getAsString());
  }

  @Test
  void whatAHarnessKeepsIsFoundByItsNameAlone() throws IOException {
    Path home = http.stage.directory;
    Files.createDirectories(home.resolve(".claude/skills/review"));
    Files.writeString(home.resolve(".claude/skills/review/SKILL.md"), "text");
    Files.createDirectories(home.resolve(".claude/skills/empty"));
    Files.writeString(home.resolve(".claude/CLAUDE.md"), "four");
    Files.createDirectories(home.resolve(".claude/plugins"));
    Files.writeString(
        home.resolve(".claude/plugins/installed_plugins.json"),
        "{\"version\":1,\"plugins\":{\"lint@shop\":{}}}");
    JsonObject claude = harness("claude", "");
    JsonObject instructions = claude.getAsJsonObject("global_instructions");
    assertTrue(instructions.get("present").getAsBoolean());
    assertEquals(home + "/.claude/CLAUDE.md", instructions.get("path").getAsString());
    assertEquals(4, instructions.get("byte_count").getAsInt());
    assertEquals(1, claude.getAsJsonArray("skills").size());
    assertTrue(claude.get("skills").toString().contains("\"name\":\"review\""));
    assertTrue(claude.get("plugins").toString().contains("\"name\":\"lint@shop\""));

    Files.createDirectories(home.resolve("elsewhere"));
    Files.writeString(home.resolve("elsewhere/AGENTS.md"), "text");
    Files.writeString(http.stage.environmentFile(), "CODEX_HOME=" + home + "/elsewhere\n");
    assertTrue(
        harness("codex", "").getAsJsonObject("global_instructions").get("present").getAsBoolean());
  }

  @Test
  void anUnknownHarnessIsNotFound() throws IOException {
    for (String id : List.of("none", "Codex", "x%41", "coven.harness.codex")) {
      Answer answer = http.get("/api/v1/capabilities/" + id);
      assertEquals(404, answer.status());
      assertEquals("harness_not_found", answer.code());
      assertEquals(id, answer.details().get("harnessId").getAsString());
    }
  }

  @Test
  void whatWasSeenIsGoodForFiveMinutes() throws IOException {
    assertEquals("codex-cli 1.0", version(harness("codex", "")));
    http.stage.install("codex", "#!/bin/sh\necho codex-cli 2.0\n");
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(5).minusMillis(1)));
    assertEquals("codex-cli 1.0", version(harness("codex", "")));
    assertEquals("codex-cli 1.0", version(harness("codex", "?refresh=0")));
    now.updateAndGet(then -> then.plusMillis(1));
    assertEquals("codex-cli 2.0", version(harness("codex", "")));
    http.stage.install("codex", "#!/bin/sh\necho codex-cli 3.0\n");
    assertEquals("codex-cli 3.0", version(harness("codex", "?refresh=1")));
    Files.delete(http.stage.bin.resolve("codex"));
    assertEquals(null, version(harness("codex", "")), "that it is gone is noticed at once");
  }

  @Test
  void manyWhoAskAtOnceCostOneLook() throws Exception {
    Path asked = http.stage.directory.resolve("asked");
    http.stage.install("codex", "#!/bin/sh\necho x >> " + asked + "; echo 1.0\n");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonObject>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(clients.submit(() -> harness("codex", "")));
      }
      for (Future<JsonObject> answer : answers) {
        assertEquals("1.0", version(answer.get()));
      }
    }
    assertEquals(List.of("x"), Files.readAllLines(asked));
  }

  @Test
  void aProgramThatHangsHoldsUpNobodyElse() throws Exception {
    http.stage.install("codex", "#!/bin/sh\necho > begun; exec sleep 600\n");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonObject> report =
          clients.submit(() -> http.get("/capabilities/harnesses").object());
      dev.coven.Wait.until(
          "the program runs", () -> Files.exists(http.stage.directory.resolve("begun")));
      for (String path : List.of("/health", "/capabilities", "/capabilities/demo", "/sessions")) {
        assertEquals(200, http.get(path).status());
      }
      assertFalse(report.isDone(), "it waits for the program that hangs");
      JsonObject answer = report.get();
      JsonObject codex = answer.getAsJsonArray("harness_capabilities").get(0).getAsJsonObject();
      assertEquals(null, version(codex));
      assertTrue(codex.get("warnings").toString().contains("does not answer within 2000 ms"));
    }
  }

  @Test
  void theReportHasAllHarnessesAndWhatIsWrong() throws Exception {
    manifest("mine", "\"label\":\"Mine\",\"colour\":1");
    manifest("bad", "\"label\":7");
    JsonObject report = http.get("/api/v1/capabilities/harnesses").object();
    assertEquals(
        Set.of("coven_skills", "harness_capabilities", "adapter_problems", "scanned_at"),
        report.keySet());
    assertEquals("[]", report.get("coven_skills").toString());
    List<String> ids =
        report.getAsJsonArray("harness_capabilities").asList().stream()
            .map(each -> each.getAsJsonObject().get("harness_id").getAsString())
            .toList();
    assertEquals(List.of("codex", "claude", "copilot", "demo", "mine"), ids);
    JsonArray problems = report.getAsJsonArray("adapter_problems");
    assertEquals(2, problems.size(), problems::toString);
    JsonObject bad = problems.get(0).getAsJsonObject();
    assertEquals("bad", bad.get("adapter").getAsString());
    assertEquals("label", bad.get("field").getAsString());
    assertEquals("error", bad.get("level").getAsString());
    assertEquals("warning", problems.get(1).getAsJsonObject().get("level").getAsString());
  }

  private void manifest(String id, String members) throws IOException {
    Files.createDirectories(http.stage.manifests());
    Path file = http.stage.manifests().resolve(id + ".json");
    Files.writeString(
        file,
        """
        {"adapters":[{"id":"%s","executable":"mine-agent","install_hint":"get it",
        "interactive_prompt_prefix_args":[],"non_interactive_prompt_prefix_args":[],%s}]}
        """
            .formatted(id, members));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theActionForgetsWhatWasSeen() throws IOException {
    assertEquals("codex-cli 1.0", version(harness("codex", "")));
    http.stage.install("codex", "#!/bin/sh\necho codex-cli 2.0\n");
    Answer done =
        http.post(
            "/api/v1/actions",
            "{\"action\":\"coven.capabilities.refresh\",\"origin\":\"o\",\"intentId\":\"i\",\"args\":{}}");
    assertEquals(200, done.status());
    assertEquals(
        "{\"ok\":true,\"accepted\":true,\"action\":\"coven.capabilities.refresh\","
            + "\"status\":\"completed\",\"event\":{\"kind\":\"capabilities.refreshed\","
            + "\"action\":\"coven.capabilities.refresh\",\"origin\":\"o\",\"intentId\":\"i\","
            + "\"payload\":{\"capabilities\":8}}}",
        done.text());
    assertEquals("codex-cli 2.0", version(harness("codex", "")));
    JsonObject event =
        http.post("/actions", "{\"action\":\"coven.capabilities.refresh\",\"origin\":7}")
            .object()
            .getAsJsonObject("event");
    assertEquals(Set.of("kind", "action", "payload"), event.keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"action\":\"x\"} | x | unknown action 'x'",
        "{\"action\":\"\"} | '' | request body requires string field 'action'",
        "{\"action\":7} | '' | request body requires string field 'action'",
        "{} | '' | request body requires string field 'action'",
        "[] | (unknown) | request body must be a JSON object",
        "nonsense | (unknown) | request body must be a JSON object",
        "`` | (unknown) | request body must be a JSON object"
      })
  void everythingElseIsRejectedInItsOwnShape(String body, String action, String reason)
      throws IOException {
    Answer answer = http.post("/api/v1/actions", body);
    assertEquals(400, answer.status());
    assertEquals(
        "{\"ok\":false,\"accepted\":false,\"action\":\""
            + action.replace("'", "")
            + "\",\"status\":\"rejected\",\"reason\":\""
            + reason.replace('\'', '`')
            + "\"}",
        answer.text());
  }

  @Test
  void theLimitOfBodiesHoldsForActions() throws IOException {
    Answer answer = http.post("/actions", "{\"action\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}");
    assertEquals(413, answer.status());
    assertEquals("body_too_large", answer.reason());
  }
}
