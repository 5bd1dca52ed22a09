package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The members of a request's body, checked as they are read. Each refusal is an {@code
 * invalid_request} with its reason, and names the member in {@code details.field}.
 */
final class Fields {
  private static final String REQUIREMENT = "request body requires string field `%s`";

  private final JsonObject json;
  private final String prefix;

  Fields(JsonObject json) {
    this(json, "");
  }

  private Fields(JsonObject json, String prefix) {
    this.json = json;
    this.prefix = prefix;
  }

  /** A string that must be there; blank counts as missing. */
  String required(String name) {
    JsonElement element = json.get(name);
    boolean said = element != null && !element.isJsonNull();
    if (said && !isString(element)) {
      throw refusal(Reason.FIELD_TYPE, name, REQUIREMENT);
    }
    if (!said || element.getAsString().isBlank()) {
      throw missing(name);
    }
    return withoutNul(name, element.getAsString());
  }

  /** A string, or null when it is absent, null or blank. */
  String optional(String name) {
    JsonElement element = json.get(name);
    if (element == null || element.isJsonNull()) {
      return null;
    }
    if (!isString(element)) {
      throw refusal(Reason.FIELD_TYPE, name, "request field `%s` must be a string");
    }
    String value = element.getAsString();
    return value.isBlank() ? null : withoutNul(name, value);
  }

  /** A string of this form, or null as with {@link #optional}. */
  String matching(String name, Pattern form) {
    String value = optional(name);
    if (value != null && !form.matcher(value).matches()) {
      throw refusal(Reason.FIELD_VALUE, name, "request field `%s` must match " + form.pattern());
    }
    return value;
  }

  /** A string of this form that must be there. */
  String requiredMatching(String name, Pattern form) {
    required(name);
    return matching(name, form);
  }

  /** A member's text, or null, as it is; refused when it is longer than so many characters. */
  String shortEnough(String name, String value, int most) {
    if (value != null && value.length() > most) {
      throw refusal(
          Reason.FIELD_VALUE, name, "request field `%s` takes at most " + most + " characters");
    }
    return value;
  }

  /** One of several words, or the fallback as with {@link #optional}. */
  <T> T oneOf(String name, T[] values, Function<T, String> wire, T fallback) {
    String word = optional(name);
    if (word == null) {
      return fallback;
    }
    for (T value : values) {
      if (wire.apply(value).equals(word)) {
        return value;
      }
    }
    String words = Arrays.stream(values).map(wire).collect(Collectors.joining(", "));
    throw refusal(Reason.FIELD_VALUE, name, "request field `%s` must be one of: " + words);
  }

  /** A list of words of this form, each once; empty when it is absent or null. */
  List<String> words(String name, Pattern form, int most) {
    JsonElement element = json.get(name);
    if (element == null || element.isJsonNull()) {
      return List.of();
    }
    String type = "request field `%s` must be an array of strings";
    if (!(element instanceof JsonArray array)) {
      throw refusal(Reason.FIELD_TYPE, name, type);
    }
    List<String> words = new ArrayList<>();
    for (JsonElement word : array) {
      if (!isString(word)) {
        throw refusal(Reason.FIELD_TYPE, name, type);
      }
      if (!form.matcher(word.getAsString()).matches()) {
        throw refusal(Reason.FIELD_VALUE, name, "each of `%s` must match " + form.pattern());
      }
      words.add(word.getAsString());
    }
    if (words.size() > most || new HashSet<>(words).size() != words.size()) {
      throw refusal(
          Reason.FIELD_VALUE, name, "request field `%s` takes at most " + most + ", each once");
    }
    return words;
  }

  /** A whole number in these bounds, or empty when it is absent or null. */
  OptionalLong number(String name, long least, long most) {
    JsonElement element = json.get(name);
    if (element == null || element.isJsonNull()) {
      return OptionalLong.empty();
    }
    if (!(element instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      throw refusal(Reason.FIELD_TYPE, name, "request field `%s` must be a whole number");
    }
    try {
      long value = primitive.getAsBigDecimal().longValueExact();
      if (value >= least && value <= most) {
        return OptionalLong.of(value);
      }
    } catch (ArithmeticException fraction) {
      throw refusal(Reason.FIELD_TYPE, name, "request field `%s` must be a whole number");
    }
    throw refusal(
        Reason.FIELD_VALUE, name, "request field `%s` must be from " + least + " to " + most);
  }

  /** A whole number in these bounds that must be there. */
  long requiredNumber(String name, long least, long most) {
    return number(name, least, most)
        .orElseThrow(
            () -> refusal(Reason.FIELD_MISSING, name, "request body requires number field `%s`"));
  }

  /** The members of an object inside, or null when it is absent or null. */
  Fields object(String name) {
    JsonElement element = json.get(name);
    if (element == null || element.isJsonNull()) {
      return null;
    }
    if (!(element instanceof JsonObject inner)) {
      throw refusal(Reason.FIELD_TYPE, name, "request field `%s` must be an object");
    }
    return new Fields(inner, prefix + name + ".");
  }

  /** The refusal of a body without this member. */
  ApiException missing(String name) {
    return refusal(Reason.FIELD_MISSING, name, REQUIREMENT);
  }

  /** A NUL ends a C string: the harness would see less than the ledger shows. */
  private String withoutNul(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw refusal(Reason.FIELD_VALUE, name, "request field `%s` must not contain NUL");
    }
    return value;
  }

  private ApiException refusal(Reason reason, String name, String message) {
    String full = prefix + name;
    return ApiException.invalid(reason, message.replace("%s", full)).with("field", full);
  }

  private static boolean isString(JsonElement element) {
    return element instanceof JsonPrimitive primitive && primitive.isString();
  }
}
