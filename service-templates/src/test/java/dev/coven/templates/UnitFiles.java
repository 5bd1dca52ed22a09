package dev.coven.templates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a unit file's lines as they stand: section and key, to raw values in their order. */
final class UnitFiles {
  private UnitFiles() {}

  /** {@code "[Service] Type"} to {@code ["notify"]}. */
  static Map<String, List<String>> read(String unit) {
    var values = new LinkedHashMap<String, List<String>>();
    var section = "";
    for (var line : unit.lines().toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        section = line;
        continue;
      }
      var parts = line.split("=", 2);
      values.computeIfAbsent(section + " " + parts[0], key -> new ArrayList<>()).add(parts[1]);
    }
    return values;
  }
}
