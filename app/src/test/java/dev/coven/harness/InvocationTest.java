package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.Conversation;
import dev.coven.contract.Json;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.Visibility;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract's table of adapters, row by row. Words are separated by blanks. */
class InvocationTest {
  private final Harnesses harnesses = Bundled.harnesses("", Path.of("/none"));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "codex,INTERACTIVE,-,-,-- PROMPT",
        "codex,INTERACTIVE,gpt-5,-,--model gpt-5 -- PROMPT",
        "codex,INTERACTIVE,openai/gpt-5,-,--model gpt-5 -- PROMPT",
        "codex,INTERACTIVE,-,resume:c1,-- PROMPT",
        "claude,INTERACTIVE,-,-,-- PROMPT",
        "claude,INTERACTIVE,anthropic/opus,init:c1,--model opus -- PROMPT",
        "claude,NON_INTERACTIVE,-,-,--print -- PROMPT",
        "claude,NON_INTERACTIVE,-,init:c1,--print --session-id c1 -- PROMPT",
        "claude,NON_INTERACTIVE,-,resume:c1,--print --resume c1 -- PROMPT",
        "claude,NON_INTERACTIVE,a/b/c,resume:c1,--model b/c --print --resume c1 -- PROMPT",
        "copilot,INTERACTIVE,-,-,--interactive=PROMPT",
        "copilot,INTERACTIVE,openai/gpt-5,init:c1,--model gpt-5 --interactive=PROMPT",
        "copilot,NON_INTERACTIVE,-,-,--prompt=PROMPT",
        "copilot,NON_INTERACTIVE,gpt-5,resume:c1,--model gpt-5 --prompt=PROMPT",
        "demo,INTERACTIVE,-,-,-- PROMPT",
        "demo,NON_INTERACTIVE,-,-,--print -- PROMPT"
      })
  void onATerminal(
      String harness, LaunchMode mode, String model, String conversation, String expected) {
    Invocation invocation = invocation(harness, mode, model, conversation, "PROMPT");
    assertEquals(expected, String.join(" ", invocation.arguments()));
    assertInstanceOf(Invocation.Input.Terminal.class, invocation.input());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,-,exec --skip-git-repo-check --color never -- -",
        "openai/gpt-5,-,--model gpt-5 exec --skip-git-repo-check --color never -- -",
        "-,resume:c1,exec --skip-git-repo-check --color never resume c1 -- -",
        "-,init:c1,exec --skip-git-repo-check --color never -- -",
        "m,resume:c1,--model m exec --skip-git-repo-check --color never resume c1 -- -"
      })
  void codexReadsItsPromptFromStandardInput(String model, String conversation, String expected) {
    Invocation invocation =
        invocation("codex", LaunchMode.NON_INTERACTIVE, model, conversation, "PROMPT");
    assertEquals(expected, String.join(" ", invocation.arguments()));
    assertEquals(new Invocation.Input.Once("PROMPT"), invocation.input());
  }

  @Test
  void claudeStreamsLines() {
    Invocation invocation = invocation("claude", LaunchMode.STREAM, "a/m", "init:c1", "PROMPT");
    assertEquals(
        "--model m --print --input-format stream-json --output-format stream-json --verbose"
            + " --session-id c1",
        String.join(" ", invocation.arguments()));
    var lines = assertInstanceOf(Invocation.Input.Lines.class, invocation.input());
    assertEquals("PROMPT", lines.first());
    String line = StreamJson.userLine("two\nlines \"quoted\"");
    assertEquals(1, line.lines().count());
    assertTrue(line.endsWith("}\n"));
    assertEquals(
        "two\nlines \"quoted\"",
        Json.text(Json.parseObject(line).getAsJsonObject("message"), "content").orElseThrow());
  }

  @Test
  void aStreamWithoutAConversationGetsAnIdOfItsOwn() {
    List<String> one = invocation("claude", LaunchMode.STREAM, null, null, "x").arguments();
    List<String> other = invocation("claude", LaunchMode.STREAM, null, null, "x").arguments();
    assertEquals("--session-id", one.get(one.size() - 2));
    UUID.fromString(one.getLast());
    assertTrue(!one.getLast().equals(other.getLast()));
  }

  @Test
  void aStreamThatGoesOnResumes() {
    List<String> arguments =
        invocation("claude", LaunchMode.STREAM, null, "resume:c1", "x").arguments();
    assertEquals(
        List.of("--resume", "c1"), arguments.subList(arguments.size() - 2, arguments.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-", "--", "-c model=x", "two words", "a\nb", "$(id) `id` 'x' \"y\""})
  void aPromptIsOneArgumentBehindTheDashes(String prompt) {
    for (String harness : List.of("codex", "claude", "demo")) {
      List<String> arguments =
          invocation(harness, LaunchMode.INTERACTIVE, null, null, prompt).arguments();
      assertEquals(List.of("--", prompt), arguments);
    }
    List<String> printed =
        invocation("claude", LaunchMode.NON_INTERACTIVE, null, null, prompt).arguments();
    assertEquals(List.of("--print", "--", prompt), printed);
    assertEquals(
        List.of("--interactive=" + prompt),
        invocation("copilot", LaunchMode.INTERACTIVE, null, null, prompt).arguments());
    assertEquals(
        List.of("--prompt=" + prompt),
        invocation("copilot", LaunchMode.NON_INTERACTIVE, null, null, prompt).arguments());
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "copilot", "demo"})
  void aModeThatAHarnessLacksIsRefused(String harness) {
    ApiException refused =
        assertThrows(
            ApiException.class, () -> invocation(harness, LaunchMode.STREAM, null, null, "x"));
    assertEquals("field_value", refused.details().get("reason").getAsString());
    assertTrue(refused.getMessage().contains("stream"), refused.getMessage());
  }

  /** A model that looks like an option must not become one: it is the value of --model. */
  @Test
  void aModelStaysAValue() {
    assertEquals(
        List.of("--model", "--yolo", "--", "x"),
        invocation("codex", LaunchMode.INTERACTIVE, "--yolo", null, "x").arguments());
  }

  private Invocation invocation(
      String harness, LaunchMode mode, String model, String conversation, String prompt) {
    Conversation parsed = null;
    if (conversation != null) {
      String[] parts = conversation.split(":");
      parsed =
          new Conversation(
              parts[0].equals("init") ? Conversation.Mode.INIT : Conversation.Mode.RESUME,
              parts[1]);
    }
    return harnesses
        .adapter(harness)
        .invocation(
            new LaunchRequest(
                "/project",
                harness,
                prompt,
                null,
                null,
                model,
                mode,
                List.of(),
                Visibility.PRIVATE,
                null,
                parsed,
                null,
                SessionLimits.NONE),
            Path.of("/project"),
            Path.of("/project/below"));
  }
}
