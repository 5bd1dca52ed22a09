package dev.coven.harness;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What the daemon knows about one harness: the name of its program, and how to call it. */
public interface HarnessAdapter {
  /** The id that launch requests name, lower case. */
  String id();

  /** The name for people. */
  String label();

  /** The program's bare name, to be found on the daemon's PATH. */
  String executable();

  /** The command that installs the program, or where to read about it. */
  String installHint();

  /** The ways in which it can be launched. */
  Set<LaunchMode> modes();

  /** Whether it reads the prompt from its standard input, so that this may have any length. */
  default boolean readsPrompt(LaunchMode mode) {
    return mode == LaunchMode.STREAM && modes().contains(mode);
  }

  /** Whether it can be asked for a model. */
  boolean takesModel();

  /** The manifest that describes it; empty for a bundled one. */
  default Optional<Path> manifest() {
    return Optional.empty();
  }

  /**
   * Turns a launch request into arguments. The prompt is never parsed: it is one argument, after
   * {@code --} or as {@code --flag=PROMPT}, or it is standard input.
   *
   * @param request the launch
   * @param root the project's directory, absolute
   * @param cwd where it runs, the root or below it
   * @return how to run the program
   * @throws ApiException {@code invalid_request} when the harness has no such launch mode
   */
  Invocation invocation(LaunchRequest request, Path root, Path cwd);
}
