package dev.coven.home;

import dev.coven.privacy.Printable;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Something about {@code config.toml} that its owner should know.
 *
 * @param line where, from 1; 0 when it is about the file as a whole
 * @param column where in the line, from 1; 0 when it is about the file as a whole
 * @param message what is wrong and what is allowed, a sentence that is safe to print
 */
public record ConfigProblem(int line, int column, String message) {
  /** As they stand in the file. */
  static final Comparator<ConfigProblem> ORDER =
      Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column);

  /** About the file as a whole. */
  static ConfigProblem ofFile(String message) {
    return new ConfigProblem(0, 0, message);
  }

  /**
   * The problem with its place, as compilers write it and editors understand it.
   *
   * @param file how to name the file
   * @return {@code file:line:column: message}, safe to print
   */
  public String at(Path file) {
    return Printable.line(file.toString())
        + ":"
        + (line == 0 ? "" : line + ":" + column + ":")
        + " "
        + message;
  }
}
