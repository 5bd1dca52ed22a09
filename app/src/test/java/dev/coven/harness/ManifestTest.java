package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.AdapterProblem.Level;
import dev.coven.contract.ApiException;
import dev.coven.home.CurrentUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which manifests are taken, and what is said of the others. */
class ManifestTest {
  @TempDir private Path directory;
  private Path own;
  private Manifests manifests;

  @BeforeEach
  void make() throws IOException {
    own = Files.createDirectory(directory.resolve("harnesses"));
    manifests = Manifests.in(own);
  }

  @Test
  void withoutADirectoryThereIsNothingWrong() {
    Manifests none = Manifests.in(directory.resolve("none"));
    assertEquals(List.of(), none.ids());
    assertEquals(List.of(), none.problems());
  }

  @Test
  void allFilesAreReadInTheOrderOfTheirNames() throws IOException {
    manifests
        .file(
            "b.json",
            "{\"adapters\":["
                + Manifests.text("two", "")
                + ","
                + Manifests.text("three", "")
                + "]}")
        .adapter("a", "")
        .file("note.txt", "not a manifest");
    assertEquals(List.of("a", "two", "three"), manifests.ids());
    assertEquals(List.of(), manifests.problems());
    HarnessAdapter a = manifests.harnesses().adapter("a");
    assertEquals("Mine", a.label());
    assertEquals("mine", a.executable());
    assertEquals("get it", a.installHint());
    assertEquals(own.resolve("a.json"), a.manifest().orElseThrow());
  }

  /** A manifest of the ecosystem, as it stands, with members that are other programs' business. */
  @Test
  void aManifestOfAnotherProgramIsTaken() throws IOException {
    manifests.file(
        "grok.json",
        """
        {"adapters":[{"id":"grok","label":"Grok Build","executable":"grok","version":"1.0.0",
        "interactive_prompt_prefix_args":["--no-alt-screen"],"description":null,
        "non_interactive_prompt_prefix_args":["--no-alt-screen"],"install_hint":"get it",
        "system_prompt_flag":"--rules","prompt_flag":"--single","model_flag":"--model",
        "capabilities":{"stream":false,"preassigned_session_id":true,"think":false,"speed":false},
        "continuity_args":{"init_prefix_args":["--plain"],"resume_prefix_args":["--plain"],
        "session_id_flag":"--session-id","resume_flag":"--resume"}}]}
        """);
    assertEquals(List.of("grok"), manifests.ids());
    assertEquals(List.of(), manifests.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"id\":\"Mine\"' | adapters[0].id | an id of 1 to 64 of a-z",
        "'\"id\":\"a b\"' | adapters[0].id | an id of 1 to 64",
        "'\"id\":7' | adapters[0].id | an id of 1 to 64",
        "'\"id\":null' | adapters[0].id | is missing",
        "'\"id\":\"codex\"' | id | an id that no other harness has",
        "'\"id\":\"copilot\"' | id | an id that no other harness has",
        "'\"id\":\"harnesses\"' | id | an id that no other harness has",
        "'\"label\":\"\"' | label | a text of 1 to 100 characters",
        "'\"label\":null' | label | is missing",
        "'\"executable\":\"/bin/sh\"' | executable | a bare name",
        "'\"executable\":\"../sh\"' | executable | a bare name",
        "'\"executable\":\"sh -c\"' | executable | a bare name",
        "'\"executable\":\"-sh\"' | executable | a bare name",
        "'\"executable\":\"..\"' | executable | a bare name",
        "'\"install_hint\":[]' | install_hint | a text of 1 to 1000 characters",
        "'\"interactive_prompt_prefix_args\":null' | interactive_prompt_prefix_args | is missing",
        "'\"interactive_prompt_prefix_args\":\"chat\"' | interactive_prompt_prefix_args | a list of"
            + " at most 64",
        "'\"non_interactive_prompt_prefix_args\":[1]' | non_interactive_prompt_prefix_args | a list"
            + " of at most 64",
        "'\"non_interactive_prompt_prefix_args\":[\"a\\u0000\"]' |"
            + " non_interactive_prompt_prefix_args | without NUL",
        "'\"prompt_flag\":\"-p\"' | prompt_flag | an option such as --prompt",
        "'\"prompt_flag\":\"--p=x\"' | prompt_flag | an option such as --prompt",
        "'\"interactive_prompt_flag\":\"--a b\"' | interactive_prompt_flag | an option such as"
            + " --prompt",
        "'\"model_flag\":\"model\"' | model_flag | an option such as --model or -m",
        "'\"model_id_transform\":\"upper\"' | model_id_transform | strip_provider or preserve",
        "'\"add_dir_flag\":true' | add_dir_flag | an option such as",
        "'\"capabilities\":[]' | capabilities | an object",
        "'\"capabilities\":{\"stream\":\"yes\"}' | capabilities.stream | true or false",
        "'\"capabilities\":{\"stream\":true}' | capabilities.stream | `stream_args` are expected",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{}' | stream_args.prefix_args | is"
            + " missing",
        "'\"capabilities\":{\"stream\":true},\"stream_args\":{\"prefix_args\":[]}' |"
            + " stream_args.prefix_args | at least one",
        "'\"capabilities\":{\"preassigned_session_id\":true}' | capabilities.preassigned_session_id"
            + " | a `session_id_flag`",
        "'\"continuity_args\":{\"resume_flag\":\"go on\"}' | continuity_args.resume_flag | an"
            + " option",
        "'\"sandbox\":{\"flag\":\"--sandbox\"}' | sandbox.full | is missing",
        "'\"sandbox\":{}' | sandbox.full_args | is missing"
      })
  void aBadMemberIsNamedAndStopsNothingElse(String member, String field, String expected)
      throws IOException {
    manifests.file(
        "x.json",
        "{\"adapters\":["
            + Manifests.text("mine", member)
            + ","
            + Manifests.text("other", "")
            + "]}");
    assertEquals(List.of("other"), manifests.ids());
    AdapterProblem problem = errors().getFirst();
    assertEquals(own.resolve("x.json").toString(), problem.file());
    assertEquals(field, problem.field());
    assertTrue(problem.message().contains(expected), problem::message);
    if (!field.startsWith("adapters")) {
      assertTrue(problem.adapter() != null, problem::sentence);
    }
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws IOException {
    manifests.adapter("mine", "\"label\":1,\"executable\":2,\"model_flag\":3");
    assertEquals(
        List.of("label", "executable", "model_flag"),
        errors().stream().map(AdapterProblem::field).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"promptFlag\":\"--p\"' | promptFlag | did you mean `prompt_flag`?",
        "'\"colour\":1' | colour | nobody knows this member",
        "'\"capabilities\":{\"fly\":true}' | capabilities.fly | nobody knows",
        "'\"stream_args\":{\"prefix_args\":[\"-p\"]}' | stream_args | has no effect",
        "'\"sandbox\":{\"full_args\":[\"--all\"],\"read_only_args\":[]}' | sandbox | no launch asks"
      })
  void whatHasNoEffectIsAWarning(String member, String field, String expected) throws IOException {
    manifests.adapter("mine", member);
    assertEquals(List.of("mine"), manifests.ids());
    AdapterProblem problem = manifests.problems().getFirst();
    assertEquals(Level.WARNING, problem.level());
    assertEquals("mine", problem.adapter());
    assertEquals(field, problem.field());
    assertTrue(problem.message().contains(expected), problem::message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"adapters\":[]} x", "// no\n{\"adapters\":[]}"})
  void whatIsNoJsonObjectIsRefusedAsAWhole(String text) throws IOException {
    manifests.file("x.json", text).adapter("mine", "");
    assertEquals(List.of("mine"), manifests.ids());
    assertTrue(errors().getFirst().message().contains("it is not JSON"), manifests::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"adapters\":{}}", "{\"adapters\":[]}", "{\"adapters\":null}"})
  void whatHasNoAdaptersIsRefused(String text) throws IOException {
    manifests.file("x.json", text);
    assertEquals("adapters", errors().getFirst().field());
    assertNull(errors().getFirst().adapter());
  }

  @Test
  void anElementThatIsNoObjectIsNamedByItsPlace() throws IOException {
    manifests.file("x.json", "{\"adapters\":[7," + Manifests.text("mine", "") + "]}");
    assertEquals(List.of("mine"), manifests.ids());
    assertEquals("adapters[0]", errors().getFirst().field());
  }

  @Test
  void ofTwoWithOneIdTheFirstCounts() throws IOException {
    manifests
        .adapter("a", "")
        .file("b.json", "{\"adapters\":[" + Manifests.text("a", "\"model_flag\":\"-m\"") + "]}");
    assertEquals(List.of("a"), manifests.ids());
    assertFalse(manifests.harnesses().adapter("a").takesModel());
    assertEquals(own.resolve("b.json").toString(), errors().getFirst().file());
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    manifests.file("x.json", " ".repeat(64 * 1024) + "{}");
    assertTrue(errors().getFirst().message().contains("at most 65536 bytes"));
  }

  @Test
  void aFileThatIsNoUtf8IsRefused() throws IOException {
    Files.write(own.resolve("x.json"), new byte[] {(byte) 0xff});
    Files.setPosixFilePermissions(
        own.resolve("x.json"), PosixFilePermissions.fromString("rw-------"));
    assertTrue(errors().getFirst().message().contains("not UTF-8"));
  }

  @Test
  void aDirectoryWithTheNameOfAManifestIsRefused() throws IOException {
    Files.createDirectory(own.resolve("x.json"));
    assertTrue(errors().getFirst().message().contains("a regular file is expected"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void whatOthersMayWriteIsNotTrusted(String mode) throws IOException {
    manifests.adapter("mine", "");
    Path file = own.resolve("mine.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertEquals(List.of(), manifests.ids());
    assertTrue(errors().getFirst().message().contains("chmod go-w " + file.toRealPath()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(List.of("mine"), manifests.ids(), "a chmod alone is noticed");
  }

  @Test
  void whatLiesWhereOthersMayWriteIsNotTrusted() throws IOException {
    manifests.adapter("mine", "");
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertEquals(List.of(), manifests.ids());
    assertTrue(errors().getFirst().message().contains("chmod go-w"));
  }

  @Test
  void anotherUsersFileIsNotTrusted() throws IOException {
    assumeTrue(CurrentUser.uid() == 0, "only root can give files away");
    manifests.adapter("mine", "");
    Files.setAttribute(own.resolve("mine.json"), "unix:uid", 65534);
    assertEquals(List.of(), manifests.ids());
    assertTrue(errors().getFirst().message().contains("yours or root's is expected"));
  }

  @Test
  void aLinkIsFollowedAndItsTargetChecked() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path target =
        Manifests.write(
            elsewhere.resolve("m"), "{\"adapters\":[" + Manifests.text("mine", "") + "]}");
    Files.createSymbolicLink(own.resolve("mine.json"), target);
    assertEquals(List.of("mine"), manifests.ids());
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertEquals(List.of(), manifests.ids());
  }

  @Test
  void soManyAreNoListOfHarnesses() throws IOException {
    for (int i = 0; i < 130; i++) {
      manifests.adapter("h%03d".formatted(i), "");
    }
    assertEquals(128, manifests.ids().size());
    assertEquals(own.toString(), errors().getFirst().file());
    assertTrue(errors().getFirst().message().contains("at most 128 manifests"));
  }

  @Test
  void aLinkToNothingIsNamed() throws IOException {
    Files.createSymbolicLink(own.resolve("x.json"), directory.resolve("none"));
    assertTrue(errors().getFirst().message().contains("no such file"));
  }

  @Test
  void aChangeCountsAtTheNextLookAndNothingElseIsReadAgain() throws IOException {
    manifests.adapter("a", "");
    HarnessAdapter before = manifests.harnesses().adapter("a");
    assertSame(before, manifests.harnesses().adapter("a"));
    manifests.adapter("b", "");
    assertEquals(List.of("a", "b"), manifests.ids());
    assertNotSame(before, manifests.harnesses().adapter("a"));
    manifests.adapter("a", "\"label\":\"Another\"");
    assertEquals("Another", manifests.harnesses().adapter("a").label());
    Files.delete(own.resolve("a.json"));
    assertEquals(List.of("b"), manifests.ids());
  }

  @Test
  void theEnvironmentNamesMore() throws IOException {
    Path more = Files.createDirectory(directory.resolve("more"));
    Manifests.write(more.resolve("x.json"), "{\"adapters\":[" + Manifests.text("x", "") + "]}");
    Path one = directory.resolve("one.manifest");
    Manifests.write(one, "{\"adapters\":[" + Manifests.text("one", "") + "]}");
    Manifests both =
        Manifests.in(
            own,
            Map.of(
                "COVEN_HARNESS_ADAPTER_MANIFEST",
                one.toString(),
                "COVEN_HARNESS_ADAPTER_DIRS",
                ":" + more + ":relative:" + directory.resolve("none") + ":"));
    both.adapter("own", "");
    assertEquals(List.of("own", "one", "x"), both.ids());
    assertEquals(
        List.of("COVEN_HARNESS_ADAPTER_DIRS", directory.resolve("none").toString()),
        both.problems().stream().map(AdapterProblem::file).toList());
  }

  @Test
  void aManifestThatIsNamedAndNotThereIsAProblem() {
    Manifests named =
        Manifests.in(own, Map.of("COVEN_HARNESS_ADAPTER_MANIFEST", directory + "/none.json"));
    assertEquals(List.of(), named.ids());
    assertTrue(named.problems().getFirst().message().contains("no such file"));
  }

  @Test
  void whoAsksForAHarnessWithAFaultIsToldTheFault() throws IOException {
    manifests.adapter("mine", "\"executable\":\"/bin/mine\"");
    ApiException refused =
        assertThrows(ApiException.class, () -> manifests.harnesses().adapter("mine"));
    assertTrue(refused.getMessage().contains("a bare name"), refused::getMessage);
    assertTrue(refused.getMessage().contains("mine.json"), refused::getMessage);
  }

  private List<AdapterProblem> errors() {
    return manifests.problems().stream().filter(p -> p.level() == Level.ERROR).toList();
  }
}
