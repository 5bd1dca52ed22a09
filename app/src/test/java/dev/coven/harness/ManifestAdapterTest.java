package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.Conversation;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.Visibility;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each member of a manifest puts among the arguments. Words are separated by blanks. */
class ManifestAdapterTest {
  private static final Path ROOT = Path.of("/project");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // members | mode | model | conversation | cwd | arguments
        "'' | INTERACTIVE | - | - | /project | chat -- PROMPT",
        "'' | NON_INTERACTIVE | - | - | /project | run --quiet -- PROMPT",
        "'' | INTERACTIVE | openai/gpt-5 | init:c1 | /project/a | chat -- PROMPT",
        "'\"prompt_flag\":\"--query\"' | NON_INTERACTIVE | - | - | /project | run --quiet"
            + " --query=PROMPT",
        "'\"prompt_flag\":\"--query\"' | INTERACTIVE | - | - | /project | chat --query=PROMPT",
        "'\"prompt_flag\":\"--p\",\"interactive_prompt_flag\":\"--i\"' | INTERACTIVE | - | - |"
            + " /project | chat --i=PROMPT",
        "'\"prompt_flag\":\"--p\",\"interactive_prompt_flag\":\"--i\"' | NON_INTERACTIVE | - | - |"
            + " /project | run --quiet --p=PROMPT",
        "'\"interactive_prompt_flag\":\"--i\"' | NON_INTERACTIVE | - | - | /project | run --quiet"
            + " -- PROMPT",
        "'\"model_flag\":\"--model\"' | INTERACTIVE | openai/gpt-5 | - | /project | --model gpt-5"
            + " chat -- PROMPT",
        "'\"model_flag\":\"-m\",\"model_id_transform\":\"strip_provider\"' | INTERACTIVE | a/b/c |"
            + " - | /project | -m b/c chat -- PROMPT",
        "'\"model_flag\":\"--model\",\"model_id_transform\":\"preserve\"' | NON_INTERACTIVE |"
            + " openai/gpt-5 | - | /project | --model openai/gpt-5 run --quiet -- PROMPT",
        "'\"add_dir_flag\":\"--add-dir\"' | INTERACTIVE | - | - | /project | chat -- PROMPT",
        "'\"add_dir_flag\":\"--add-dir\"' | INTERACTIVE | - | - | /project/a | --add-dir /project"
            + " chat -- PROMPT",
        "'\"continuity_args\":{\"session_id_flag\":\"--sid\",\"resume_flag\":\"--resume\"}' |"
            + " NON_INTERACTIVE | - | init:c1 | /project | run --quiet --sid c1 -- PROMPT",
        "'\"continuity_args\":{\"session_id_flag\":\"--sid\",\"resume_flag\":\"--resume\"}' |"
            + " NON_INTERACTIVE | - | resume:c1 | /project | run --quiet --resume c1 -- PROMPT",
        "'\"continuity_args\":{\"session_id_flag\":\"--sid\",\"resume_flag\":\"--resume\"}' |"
            + " INTERACTIVE | - | resume:c1 | /project | chat -- PROMPT",
        "'\"continuity_args\":{\"init_prefix_args\":[\"begin\"],\"resume_prefix_args\":[\"go\",\"on\"]}'"
            + " | NON_INTERACTIVE | - | init:c1 | /project | begin -- PROMPT",
        "'\"continuity_args\":{\"init_prefix_args\":[\"begin\"],\"resume_prefix_args\":[\"go\",\"on\"]}'"
            + " | NON_INTERACTIVE | - | resume:c1 | /project | go on c1 -- PROMPT",
        "'\"continuity_args\":{}' | NON_INTERACTIVE | - | resume:c1 | /project | run --quiet --"
            + " PROMPT",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{\"prefix_args\":[\"-p\",\"--json\"]}'"
            + " | STREAM | - | - | /project | -p --json",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{\"prefix_args\":[\"-p\"],\"session_id_flag\":\"--sid\",\"resume_flag\":\"-r\"}'"
            + " | STREAM | - | init:c1 | /project | -p --sid c1",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{\"prefix_args\":[\"-p\"],\"session_id_flag\":\"--sid\",\"resume_flag\":\"-r\"}'"
            + " | STREAM | - | resume:c1 | /project | -p -r c1",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{\"prefix_args\":[\"-p\"]}' | STREAM |"
            + " - | resume:c1 | /project | -p",
        "'\"sandbox\":{\"flag\":\"--sandbox\",\"full\":\"off\",\"read_only\":\"on\"}' | INTERACTIVE"
            + " | - | - | /project | chat -- PROMPT"
      })
  void eachMemberHasItsPlace(
      String members, LaunchMode mode, String model, String conversation, Path cwd, String expected)
      throws IOException {
    Invocation invocation =
        adapter(members).invocation(request(mode, model, conversation, "PROMPT"), ROOT, cwd);
    assertEquals(expected, String.join(" ", invocation.arguments()));
    if (mode == LaunchMode.STREAM) {
      assertEquals(new Invocation.Input.Lines("PROMPT"), invocation.input());
    } else {
      assertInstanceOf(Invocation.Input.Terminal.class, invocation.input());
    }
  }

  @ParameterizedTest
  @CsvSource({"--help", "-", "--", "'two words'", "'a\nb'", "$(id)"})
  void aPromptIsOneArgument(String prompt) throws IOException {
    LaunchRequest request = request(LaunchMode.INTERACTIVE, null, null, prompt);
    assertEquals(
        List.of("chat", "--", prompt), adapter("").invocation(request, ROOT, ROOT).arguments());
    assertEquals(
        List.of("chat", "--query=" + prompt),
        adapter("\"prompt_flag\":\"--query\"").invocation(request, ROOT, ROOT).arguments());
  }

  @Test
  void aStreamCanHaveAnIdOfItsOwn() throws IOException {
    HarnessAdapter adapter =
        adapter(
            "\"capabilities\":{\"stream\":true,\"preassigned_session_id\":true},"
                + "\"stream_args\":{\"prefix_args\":[\"-p\"],\"session_id_flag\":\"--sid\"}");
    List<String> arguments =
        adapter.invocation(request(LaunchMode.STREAM, null, null, "x"), ROOT, ROOT).arguments();
    assertEquals(List.of("-p", "--sid"), arguments.subList(0, 2));
    UUID.fromString(arguments.get(2));
    assertEquals(EnumSet.allOf(LaunchMode.class), adapter.modes());
  }

  @Test
  void withoutStreamArgumentsThereIsNoStream() throws IOException {
    HarnessAdapter adapter = adapter("");
    LaunchRequest request = request(LaunchMode.STREAM, null, null, "x");
    ApiException refused =
        assertThrows(ApiException.class, () -> adapter.invocation(request, ROOT, ROOT));
    assertEquals("field_value", refused.details().get("reason").getAsString());
    assertTrue(!adapter.modes().contains(LaunchMode.STREAM) && !adapter.takesModel());
  }

  private HarnessAdapter adapter(String members) throws IOException {
    return Manifests.in(directory).adapter("mine", members).adapters().getLast();
  }

  private static LaunchRequest request(
      LaunchMode mode, String model, String conversation, String prompt) {
    Conversation parsed = null;
    if (conversation != null) {
      String[] parts = conversation.split(":");
      parsed =
          new Conversation(
              parts[0].equals("init") ? Conversation.Mode.INIT : Conversation.Mode.RESUME,
              parts[1]);
    }
    return new LaunchRequest(
        ROOT.toString(),
        "mine",
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
        SessionLimits.NONE);
  }
}
