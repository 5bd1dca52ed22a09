package dev.coven.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The members of an object in a manifest, checked as they are read. What is wrong is told to a
 * {@link ProblemSink}, all of it and not the first alone; the value is then the one of a member
 * that is absent.
 */
final class ManifestFields {
  /** As many arguments as a manifest may put before a prompt. */
  private static final int MAX_ARGUMENTS = 64;

  private static final int MAX_ARGUMENT_CHARACTERS = 4096;

  /** Of a name that nobody knows, so much is shown. */
  private static final int MAX_SHOWN_NAME = 64;

  private final JsonObject json;
  private final String prefix;
  private final ProblemSink problems;

  ManifestFields(JsonObject json, String prefix, ProblemSink problems) {
    this.json = json;
    this.prefix = prefix;
    this.problems = problems;
  }

  /** Whether there is such a member that is not null. */
  boolean has(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  /** Says that a member is wrong. */
  void wrong(String name, String expected) {
    problems.error(prefix + name, expected);
  }

  /** Says that a member has no effect. */
  void idle(String name, String why) {
    problems.warning(prefix + name, why);
  }

  /** A text that must be there. */
  String required(String name, Predicate<String> form, String expected) {
    String value = optional(name, form, expected);
    if (value == null && !has(name)) {
      wrong(name, "is missing; " + expected + " is expected");
    }
    return value;
  }

  /** A text, or null when it is absent or null. */
  String optional(String name, Predicate<String> form, String expected) {
    if (!has(name)) {
      return null;
    }
    if (json.get(name) instanceof JsonPrimitive value
        && value.isString()
        && form.test(value.getAsString())) {
      return value.getAsString();
    }
    wrong(name, expected + " is expected");
    return null;
  }

  /** A truth value; false when it is absent or null. */
  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (json.get(name) instanceof JsonPrimitive value && value.isBoolean()) {
      return value.getAsBoolean();
    }
    wrong(name, "true or false is expected");
    return false;
  }

  /** Arguments; none when they are absent or null. */
  List<String> arguments(String name) {
    if (!has(name)) {
      return List.of();
    }
    List<String> arguments = new ArrayList<>();
    if (json.get(name) instanceof JsonArray array && array.size() <= MAX_ARGUMENTS) {
      for (JsonElement element : array) {
        if (element instanceof JsonPrimitive value
            && value.isString()
            && isArgument(value.getAsString())) {
          arguments.add(value.getAsString());
        }
      }
      if (arguments.size() == array.size()) {
        return List.copyOf(arguments);
      }
    }
    wrong(
        name,
        "a list of at most "
            + MAX_ARGUMENTS
            + " strings without NUL, each of at most "
            + MAX_ARGUMENT_CHARACTERS
            + " characters, is expected");
    return List.of();
  }

  /** Arguments that must be there, if only as an empty list. */
  List<String> requiredArguments(String name) {
    if (!has(name)) {
      wrong(name, "is missing; a list of strings is expected, [] for none");
    }
    return arguments(name);
  }

  private static boolean isArgument(String text) {
    return text.length() <= MAX_ARGUMENT_CHARACTERS && text.indexOf('\0') < 0;
  }

  /** The members of an object inside; null when it is absent or null, or no object. */
  ManifestFields object(String name) {
    if (!has(name)) {
      return null;
    }
    if (json.get(name) instanceof JsonObject inner) {
      return new ManifestFields(inner, prefix + name + ".", problems);
    }
    wrong(name, "an object is expected");
    return null;
  }

  /** Warns of members that nobody reads, and of what may have been meant. */
  void warnOfOthers(Set<String> known) {
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        String meant =
            known.stream()
                .filter(each -> plain(each).equals(plain(name)))
                .findFirst()
                .map(each -> "; did you mean `" + each + "`?")
                .orElse("");
        String shown = name.substring(0, Math.min(name.length(), MAX_SHOWN_NAME));
        problems.warning(prefix + shown, "nobody knows this member, it is ignored" + meant);
      }
    }
  }

  /** Another way of writing names is the most frequent mistake. */
  private static String plain(String name) {
    return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
  }
}
