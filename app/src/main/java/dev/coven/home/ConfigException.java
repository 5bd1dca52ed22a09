package dev.coven.home;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** {@code config.toml} cannot be used. It holds every problem that was found, not the first. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final transient List<ConfigProblem> problems;

  ConfigException(Path file, List<ConfigProblem> problems, Throwable cause) {
    super(line(file, problems), cause);
    this.file = file;
    this.problems = problems.stream().sorted(ConfigProblem.ORDER).toList();
  }

  ConfigException(Path file, List<ConfigProblem> problems) {
    this(file, problems, null);
  }

  ConfigException(Path file, String problem, Throwable cause) {
    this(file, List.of(ConfigProblem.ofFile(problem)), cause);
  }

  private static String line(Path file, List<ConfigProblem> problems) {
    return "The configuration "
        + file
        + " cannot be used. "
        + problems.stream()
            .sorted(ConfigProblem.ORDER)
            .map(problem -> problem.at(file.getFileName()))
            .collect(Collectors.joining(" "));
  }

  /** What is wrong, in the order of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** How many problems there are, in a phrase: {@code 2 problems}. */
  public String count() {
    return problems.size() == 1 ? "a problem" : problems.size() + " problems";
  }

  /** The problems, each on a line of its own that begins with its place; safe to print. */
  public List<String> lines() {
    return problems.stream().map(problem -> problem.at(file)).toList();
  }
}
