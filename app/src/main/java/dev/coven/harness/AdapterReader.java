package dev.coven.harness;

import com.google.gson.JsonObject;
import dev.coven.harness.AdapterSpec.Continuity;
import dev.coven.harness.AdapterSpec.Stream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads one adapter of a manifest. The names are those of the ecosystem's own manifests, so that
 * one can be used as it is; what only concerns other programs is passed over in silence.
 */
final class AdapterReader {
  private static final int MAX_LABEL = 100;
  private static final int MAX_HINT = 1000;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /** A path would bypass the daemon's PATH, and a blank would look like a command line. */
  private static final Pattern EXECUTABLE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+@-]{0,254}");

  private static final Pattern FLAG = Pattern.compile("-{1,2}[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Only long options are sure to take a value behind an equals sign. */
  private static final Pattern LONG_FLAG = Pattern.compile("--[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final String FLAG_EXPECTED = "an option such as --model or -m";
  private static final String LONG_FLAG_EXPECTED =
      "an option such as --prompt, to which =PROMPT is added,";

  private static final String PRESERVE = "preserve";
  private static final Set<String> TRANSFORMS = Set.of("strip_provider", PRESERVE);

  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "label",
          "executable",
          "interactive_prompt_prefix_args",
          "non_interactive_prompt_prefix_args",
          "prompt_flag",
          "interactive_prompt_flag",
          "model_flag",
          "model_id_transform",
          "add_dir_flag",
          "install_hint",
          "capabilities",
          "stream_args",
          "continuity_args",
          "sandbox",
          // Of use to registries, and to programs that have prompts of their own to add.
          "description",
          "homepage",
          "system_prompt_flag",
          "version");

  private AdapterReader() {}

  /**
   * Reads it.
   *
   * @param json an element of {@code adapters}
   * @param place which, for where its id is not known
   * @param file the manifest
   * @param taken whether an id is another adapter's already, and whose
   * @param problems gets everything that is wrong
   * @return the adapter; empty when something is wrong that it cannot do without
   */
  static Optional<AdapterSpec> read(
      JsonObject json, String place, Path file, Predicate<String> taken, ProblemSink problems) {
    String id =
        new ManifestFields(json, place + ".", problems)
            .required("id", matching(ID), "an id of 1 to 64 of a-z, 0-9, dot, _ and -");
    ManifestFields fields = new ManifestFields(json, "", problems);
    problems.about(id);
    if (id != null && taken.test(id)) {
      fields.wrong("id", "an id that no other harness has is expected");
    }
    ManifestFields capabilities = fields.object("capabilities");
    boolean streams = capabilities != null && capabilities.flag("stream");
    boolean named = capabilities != null && capabilities.flag("preassigned_session_id");
    AdapterSpec spec =
        new AdapterSpec(
            file,
            id,
            fields.required("label", text(MAX_LABEL), "a text of 1 to 100 characters"),
            fields.required(
                "executable", matching(EXECUTABLE), "a bare name, to be found on the PATH,"),
            fields.required("install_hint", text(MAX_HINT), "a text of 1 to 1000 characters"),
            fields.requiredArguments("interactive_prompt_prefix_args"),
            fields.requiredArguments("non_interactive_prompt_prefix_args"),
            fields.optional("prompt_flag", matching(LONG_FLAG), LONG_FLAG_EXPECTED),
            fields.optional("interactive_prompt_flag", matching(LONG_FLAG), LONG_FLAG_EXPECTED),
            fields.optional("model_flag", matching(FLAG), FLAG_EXPECTED),
            PRESERVE.equals(
                fields.optional(
                    "model_id_transform", TRANSFORMS::contains, "strip_provider or preserve")),
            fields.optional("add_dir_flag", matching(FLAG), FLAG_EXPECTED),
            stream(fields, streams, named),
            continuity(fields.object("continuity_args")));
    if (named && !canName(spec)) {
      fields.wrong(
          "capabilities.preassigned_session_id",
          "a `session_id_flag` in `stream_args` or `continuity_args` is expected with it");
    }
    if (capabilities != null) {
      // What these two say concerns the harness's own client.
      capabilities.warnOfOthers(Set.of("stream", "preassigned_session_id", "think", "speed"));
    }
    checkSandbox(fields);
    fields.warnOfOthers(KNOWN);
    return problems.hasFailed() ? Optional.empty() : Optional.of(spec);
  }

  private static Stream stream(ManifestFields fields, boolean streams, boolean named) {
    ManifestFields inner = fields.object("stream_args");
    if (inner == null) {
      if (streams && !fields.has("stream_args")) {
        fields.wrong("capabilities.stream", "`stream_args` are expected with it");
      }
      return null;
    }
    List<String> prefix = inner.requiredArguments("prefix_args");
    if (inner.has("prefix_args") && prefix.isEmpty()) {
      inner.wrong("prefix_args", "at least one argument is expected, that begins a stream");
    }
    Stream stream =
        new Stream(
            prefix,
            inner.optional("session_id_flag", matching(FLAG), FLAG_EXPECTED),
            inner.optional("resume_flag", matching(FLAG), FLAG_EXPECTED),
            named);
    inner.warnOfOthers(Set.of("prefix_args", "session_id_flag", "resume_flag"));
    if (!streams) {
      fields.idle("stream_args", "it has no effect without \"capabilities\": {\"stream\": true}");
      return null;
    }
    return stream;
  }

  private static Continuity continuity(ManifestFields inner) {
    if (inner == null) {
      return null;
    }
    inner.warnOfOthers(
        Set.of("init_prefix_args", "resume_prefix_args", "session_id_flag", "resume_flag"));
    return new Continuity(
        inner.arguments("init_prefix_args"),
        inner.arguments("resume_prefix_args"),
        inner.optional("session_id_flag", matching(FLAG), FLAG_EXPECTED),
        inner.optional("resume_flag", matching(FLAG), FLAG_EXPECTED));
  }

  private static boolean canName(AdapterSpec spec) {
    return spec.stream() != null && spec.stream().sessionIdFlag() != null
        || spec.continuity() != null && spec.continuity().sessionIdFlag() != null;
  }

  /** Checked, so that a manifest can be written once for all; but nobody asks for a policy here. */
  private static void checkSandbox(ManifestFields fields) {
    ManifestFields inner = fields.object("sandbox");
    if (inner == null) {
      return;
    }
    if (inner.has("flag")) {
      inner.required("flag", matching(FLAG), FLAG_EXPECTED);
      inner.required("full", text(MAX_LABEL), "a value of the flag");
      inner.required("read_only", text(MAX_LABEL), "a value of the flag");
      inner.warnOfOthers(Set.of("flag", "full", "read_only"));
    } else {
      inner.requiredArguments("full_args");
      inner.requiredArguments("read_only_args");
      inner.warnOfOthers(Set.of("full_args", "read_only_args"));
    }
    fields.idle("sandbox", "it has no effect: no launch asks for a policy");
  }

  private static Predicate<String> matching(Pattern form) {
    return value -> form.matcher(value).matches();
  }

  private static Predicate<String> text(int most) {
    return value -> !value.isBlank() && value.length() <= most && value.indexOf('\0') < 0;
  }
}
