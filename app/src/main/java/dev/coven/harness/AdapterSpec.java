package dev.coven.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * What a manifest says of a harness. Flags are null where it names none.
 *
 * @param manifest the file that says it
 * @param id what launch requests call it
 * @param label its name for people
 * @param executable the bare name of its program
 * @param installHint how to get the program
 * @param interactivePrefix the arguments before an interactive prompt
 * @param nonInteractivePrefix the arguments before a prompt that is answered once
 * @param promptFlag takes the prompt as {@code --flag=PROMPT}; without it, that follows {@code --}
 * @param interactivePromptFlag the same for interactive launches, in place of {@code promptFlag}
 * @param modelFlag takes the model as the next argument
 * @param keepsProvider whether {@code openai/gpt-5} stays as it is
 * @param addDirFlag takes a directory that the harness may use beside its working directory
 * @param stream how it is run between JSON lines; null when it cannot be
 * @param continuity how its conversations begin and go on; null when it has none
 */
record AdapterSpec(
    Path manifest,
    String id,
    String label,
    String executable,
    String installHint,
    List<String> interactivePrefix,
    List<String> nonInteractivePrefix,
    String promptFlag,
    String interactivePromptFlag,
    String modelFlag,
    boolean keepsProvider,
    String addDirFlag,
    Stream stream,
    Continuity continuity) {

  /**
   * How a harness is run between JSON lines.
   *
   * @param prefix the arguments that say so
   * @param sessionIdFlag takes the id of a conversation that begins
   * @param resumeFlag takes the id of a conversation that goes on
   * @param alwaysNamed whether a launch without a conversation gets an id of its own
   */
  record Stream(
      List<String> prefix, String sessionIdFlag, String resumeFlag, boolean alwaysNamed) {}

  /**
   * How the conversations of launches that answer once begin and go on.
   *
   * @param initPrefix replaces the launch's own prefix where one begins; empty for the same
   * @param resumePrefix replaces it where one goes on; empty for the same
   * @param sessionIdFlag takes the id of a conversation that begins
   * @param resumeFlag takes the id of a conversation that goes on; without it, and with a prefix of
   *     its own, the id is the argument after that prefix
   */
  record Continuity(
      List<String> initPrefix,
      List<String> resumePrefix,
      String sessionIdFlag,
      String resumeFlag) {}
}
