package dev.coven.templates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Looks at every field of a {@link ServiceSpec} and reports all problems in one error. */
final class SpecCheck {
  /** With {@code .service} behind it, well below the 255 bytes of unit and file names. */
  private static final int LONGEST_NAME = 200;

  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9-]+(\\.[A-Za-z0-9_-]+)+");

  /**
   * What systemd takes in a unit's name without quoting it, but for the colon (systemd.unit(5)).
   */
  private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final Pattern SECRET =
      Pattern.compile(
          "SECRET|TOKEN|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|(API|PRIVATE|ACCESS|ENCRYPTION)_?KEY",
          Pattern.CASE_INSENSITIVE);

  private final List<String> problems = new ArrayList<>();

  void finish() {
    if (!problems.isEmpty()) {
      throw new InvalidServiceSpecException(problems);
    }
  }

  boolean present(String name, Object value) {
    if (value == null) {
      problems.add(name + " is missing");
    }
    return value != null;
  }

  void label(String value) {
    name("label", value, LABEL);
  }

  void unit(String value) {
    name("unit", value, UNIT);
  }

  void version(String value) {
    name("version", value, UnitMark.VERSION);
  }

  private void name(String name, String value, Pattern syntax) {
    if (text(name, value) && (value.length() > LONGEST_NAME || !syntax.matcher(value).matches())) {
      problems.add(name + " has the wrong form: " + value);
    }
  }

  void description(String value) {
    if (text("description", value) && (value.isBlank() || !value.equals(value.strip()))) {
      problems.add("description is empty, or begins or ends in a blank");
    } else {
      lineEnd("description", value);
    }
  }

  void program(String value) {
    if (path("program", value)) {
      VersionedPath.segment(value)
          .ifPresent(
              segment ->
                  problems.add(
                      "program would not survive an update, \""
                          + segment
                          + "\" names one version: "
                          + value));
    }
  }

  void arguments(List<String> values) {
    if (present("arguments", values)) {
      for (int i = 0; i < values.size(); i++) {
        text("arguments[" + i + "]", values.get(i));
      }
    }
  }

  void environment(Map<String, String> values) {
    if (present("environment", values)) {
      values.forEach(this::variable);
    }
  }

  private void variable(String name, String value) {
    if (!VARIABLE.matcher(name).matches()) {
      // Not shown: a name that is none may be anything, a secret among them.
      problems.add("environment has a name of the wrong form");
    } else if (SECRET.matcher(name).find()) {
      problems.add("environment would write a secret into a readable file: " + name);
    } else {
      text("environment " + name, value);
    }
  }

  void socketPath(String value) {
    if (path("socketPath", value)) {
      int bytes = value.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > ServiceSpec.LONGEST_SOCKET_PATH) {
        problems.add(
            "socketPath is %d bytes long, and no kernel takes more than %d: %s"
                .formatted(bytes, ServiceSpec.LONGEST_SOCKET_PATH, value));
      }
      lineEnd("socketPath", value);
    }
  }

  /** Whether the value is an absolute path in its shortest form; the root is none of ours. */
  boolean path(String name, String value) {
    if (!text(name, value)) {
      return false;
    }
    var problem =
        !value.startsWith("/")
            ? "is not absolute"
            : (value + "/").matches(".*/\\.{0,2}/.*") ? "is not in its shortest form" : null;
    if (problem != null) {
      problems.add(name + " " + problem + ": " + value);
    }
    return problem == null;
  }

  /** Unquoted values: systemd strips blanks, and a backslash would take in the next line. */
  private void lineEnd(String name, String value) {
    if (value != null && (value.endsWith(" ") || value.endsWith("\\"))) {
      problems.add(name + " ends in a blank or a backslash");
    }
  }

  private boolean text(String name, String value) {
    if (!present(name, value)) {
      return false;
    }
    OptionalInt refused = value.codePoints().filter(SpecCheck::unwritable).findFirst();
    // By its number: the message goes to a terminal.
    Optional<String> shown = refused.stream().mapToObj("contains U+%04X"::formatted).findFirst();
    shown.ifPresent(problem -> problems.add(name + " " + problem));
    return refused.isEmpty();
  }

  /** XML 1.0 knows no such character, or systemd's check of UTF-8 refuses it, or it ends a line. */
  private static boolean unwritable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    };
  }
}
