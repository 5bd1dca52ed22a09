package dev.coven.harness;

import java.util.List;

/**
 * How a harness's program is to be run.
 *
 * @param arguments what follows the program's name; the prompt is one element of it or none
 * @param input what its standard input is
 */
public record Invocation(List<String> arguments, Input input) {
  /** Keeps its own copy of the arguments. */
  public Invocation {
    arguments = List.copyOf(arguments);
  }

  /** What the program reads from. */
  public sealed interface Input {
    /** A terminal, for output as well; open for input. */
    record Terminal() implements Input {}

    /**
     * A pipe that holds a text and then ends; output goes to a pipe too.
     *
     * @param content the whole of the standard input
     */
    record Once(String content) implements Input {}

    /**
     * A pipe of JSON lines, see {@link StreamJson}, that stays open; output goes to a pipe too.
     *
     * @param first the first message; null when it was sent long ago
     */
    record Lines(String first) implements Input {}
  }
}
