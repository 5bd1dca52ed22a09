package dev.coven.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of the benchmarks.
 *
 * @param names the benchmarks to run
 * @param json whether to print JSON
 * @param values what was said by {@code --NAME VALUE}
 */
record Options(List<String> names, boolean json, Map<String, String> values) {
  /**
   * Parses it.
   *
   * @param known the options that have a value
   * @throws IllegalArgumentException when an option is unknown or lacks its value
   */
  static Options parse(List<String> arguments, Set<String> known) {
    List<String> names = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    boolean json = false;
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      if (argument.equals("--json")) {
        json = true;
      } else if (!argument.startsWith("--")) {
        names.add(argument);
      } else if (known.contains(argument.substring(2)) && rest.hasNext()) {
        values.put(argument.substring(2), rest.next());
      } else {
        throw new IllegalArgumentException(argument);
      }
    }
    return new Options(List.copyOf(names), json, Map.copyOf(values));
  }

  /** The value of an option, or another when it was not given. */
  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }
}
