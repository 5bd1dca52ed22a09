package dev.coven.supervise;

import java.util.List;

/**
 * How a program ended, and what it wrote. Both texts are as they came, for parsing; whoever prints
 * them escapes them.
 *
 * @param argv what was run
 * @param exitCode its exit code; 128 + n when signal n ended it
 * @param out the end of what it wrote to its standard output
 * @param err the end of what it wrote to its standard error
 * @param whole whether {@code out} and {@code err} are all that it wrote
 */
public record CommandResult(
    List<String> argv, int exitCode, String out, String err, boolean whole) {
  /** Keeps its own list. */
  public CommandResult {
    argv = List.copyOf(argv);
  }

  /** Whether it exited with 0. */
  public boolean succeeded() {
    return exitCode == 0;
  }

  /**
   * This result, if it is a success.
   *
   * @throws CommandException when it is none
   */
  public CommandResult orThrow() throws CommandException {
    if (!succeeded()) {
      throw failure();
    }
    return this;
  }

  /** The error for a result that the caller cannot go on with. */
  public CommandException failure() {
    return CommandException.exited(this);
  }
}
