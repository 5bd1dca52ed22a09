package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/** Strict reading of JSON, and the few conversions that every record needs. */
public final class Json {
  /** RFC 3339 in UTC, always with milliseconds, so that texts sort as times do. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  /**
   * Parses one JSON object and nothing after it. Gson alone would also accept comments, unquoted
   * names and trailing text, which no other client or server of this contract does.
   *
   * @param text the document
   * @return the object
   * @throws JsonParseException when the text is not exactly one object
   */
  public static JsonObject parseObject(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("text follows the JSON value");
      }
      if (element instanceof JsonObject object) {
        return object;
      }
      throw new JsonParseException("a JSON object is expected");
    } catch (IOException e) {
      throw new JsonParseException(e);
    }
  }

  /**
   * A string member.
   *
   * @return the text, or empty when the member is absent, null or not a string
   */
  public static Optional<String> text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive p && p.isString()
        ? Optional.of(p.getAsString())
        : Optional.empty();
  }

  /**
   * An integral member.
   *
   * @return the number, or empty when the member is absent, null, not a number or not whole
   */
  public static OptionalLong number(JsonObject object, String name) {
    if (!(object.get(name) instanceof JsonPrimitive p) || !p.isNumber()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(p.getAsBigDecimal().longValueExact());
    } catch (ArithmeticException | NumberFormatException notWhole) {
      return OptionalLong.empty();
    }
  }

  /**
   * A boolean member.
   *
   * @return its value, or false when the member is absent or not a boolean
   */
  public static boolean flag(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive p && p.isBoolean() && p.getAsBoolean();
  }

  /**
   * An instant as the contract writes it.
   *
   * @param instant the time, or null
   * @return RFC 3339 in UTC with milliseconds, or JSON null
   */
  public static JsonElement timestamp(Instant instant) {
    return instant == null ? JsonNull.INSTANCE : new JsonPrimitive(format(instant));
  }

  /** An instant as text, RFC 3339 in UTC with milliseconds. */
  public static String format(Instant instant) {
    return TIMESTAMP.format(instant);
  }

  /** A member that holds a timestamp; empty when it is absent, null or no timestamp. */
  public static Optional<Instant> instant(JsonObject object, String name) {
    return text(object, name)
        .flatMap(
            value -> {
              try {
                return Optional.of(Instant.parse(value));
              } catch (DateTimeParseException notATime) {
                return Optional.empty();
              }
            });
  }

  /** A string, or JSON null. */
  public static JsonElement nullable(String value) {
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value);
  }

  /** A number, or JSON null. */
  public static JsonElement nullable(Number value) {
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value);
  }
}
