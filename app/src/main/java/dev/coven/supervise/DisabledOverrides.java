package dev.coven.supervise;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labels that {@code launchctl print-disabled} names as disabled. */
final class DisabledOverrides {
  private static final Pattern HEADER = Pattern.compile("\\s*disabled services = \\{\\s*");

  /** Newer versions write disabled and enabled, older ones true and false. */
  private static final Pattern ENTRY =
      Pattern.compile("\\s*\"([^\"]+)\" => (disabled|enabled|true|false)\\s*");

  private DisabledOverrides() {}

  /**
   * Reads the answer.
   *
   * @return the disabled labels, or empty when this is not a list of overrides
   */
  static Optional<Set<String>> parse(String text) {
    List<String> lines = text.lines().toList();
    Set<String> disabled = new HashSet<>();
    boolean inside = false;
    for (String line : lines) {
      if (!inside) {
        inside = HEADER.matcher(line).matches();
      } else if (line.strip().equals("}")) {
        return Optional.of(disabled);
      } else {
        Matcher entry = ENTRY.matcher(line);
        if (entry.matches() && Set.of("disabled", "true").contains(entry.group(2))) {
          disabled.add(entry.group(1));
        }
      }
    }
    return Optional.empty();
  }
}
