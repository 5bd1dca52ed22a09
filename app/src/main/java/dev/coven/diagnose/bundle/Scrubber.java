package dev.coven.diagnose.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.coven.privacy.Printable;
import dev.coven.privacy.Redactor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what concerns nobody else: secrets, whose machine it is, and what a terminal
 * would act on.
 */
public final class Scrubber {
  /** The homes of users, wherever one is named. */
  private static final Pattern HOMES = Pattern.compile("/(home|Users)/[^/\\s\"':,;]+");

  /**
   * What every command and program calls a machine or a user, and no name of anybody's. To replace
   * it would spoil what is told.
   */
  private static final List<String> NOBODYS = List.of("localhost", "coven", "daemon", "linux");

  /** Shorter ones stand in too many words. */
  private static final int LEAST = 3;

  private final Redactor redactor;
  private final List<Substitute> substitutes = new ArrayList<>();

  /** What is replaced by what. */
  private record Substitute(Pattern pattern, String by) {}

  /**
   * A scrubber.
   *
   * @param redactor knows secrets, the user's own patterns among them
   * @param homes the user's home directories, as absolute paths
   * @param users names of the user
   * @param hosts names of the machine
   */
  public Scrubber(Redactor redactor, List<String> homes, List<String> users, List<String> hosts) {
    this.redactor = redactor;
    // The longest first: one may lie within another.
    homes.stream()
        .filter(home -> home.length() > 1)
        .sorted(Comparator.comparing(String::length).reversed())
        .forEach(home -> add(Pattern.quote(home) + "(?=$|[^A-Za-z0-9._-])", "~"));
    names(hosts, "HOST");
    names(users, "USER");
  }

  private void names(List<String> names, String by) {
    names.stream()
        .filter(name -> name.length() >= LEAST && !NOBODYS.contains(name))
        .sorted(Comparator.comparing(String::length).reversed())
        .forEach(name -> add("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])", by));
  }

  private void add(String pattern, String by) {
    substitutes.add(new Substitute(Pattern.compile(pattern), Matcher.quoteReplacement(by)));
  }

  /**
   * Scrubs a text of any number of lines that is complete: a secret may be longer than a line.
   *
   * @param text anybody's text
   * @return the same lines, safe to print and to share
   */
  public String text(String text) {
    // Twice: first as it is, since an escape sequence in the middle of a secret would hide it; then
    // as it shows, since a secret may be in a sequence, such as a window's title that never ends.
    String result = redactor.text(Printable.lines(redactor.text(text)));
    for (Substitute each : substitutes) {
      result = each.pattern.matcher(result).replaceAll(each.by);
    }
    return HOMES.matcher(result).replaceAll("/$1/USER");
  }

  /**
   * Scrubs every text in a JSON value, the names of members too.
   *
   * @param json any value; not changed
   * @return a scrubbed copy
   */
  public JsonElement json(JsonElement json) {
    if (json instanceof JsonObject object) {
      JsonObject copy = new JsonObject();
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        copy.add(text(member.getKey()), value(member.getKey(), member.getValue()));
      }
      return copy;
    }
    if (json instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(each -> copy.add(json(each)));
      return copy;
    }
    return json instanceof JsonPrimitive value && value.isString()
        ? new JsonPrimitive(text(value.getAsString()))
        : json;
  }

  /** A member's name may be what tells that its value is a secret. */
  private JsonElement value(String name, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      String pair = name + "=\"" + primitive.getAsString() + "\"";
      if (!redactor.text(pair).equals(pair)) {
        String masked = redactor.text(pair);
        int from = name.length() + 2;
        return new JsonPrimitive(
            text(masked.length() > from ? masked.substring(from, masked.length() - 1) : masked));
      }
    }
    return json(value);
  }
}
