package dev.coven.templates;

import java.util.List;

/** A service specification that no supervisor should be given, with everything that is wrong. */
public final class InvalidServiceSpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** A list of strings is serializable whichever list it is; the type cannot say so. */
  @SuppressWarnings("serial")
  private final List<String> problems;

  InvalidServiceSpecException(List<String> problems) {
    super("the service cannot be described: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem as one clause, naming the field: {@code program is not absolute: bin/coven}. */
  public List<String> problems() {
    return problems;
  }
}
