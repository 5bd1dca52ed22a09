package dev.coven.contract;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a session may use, all of its processes together. Whoever keeps them enforces it.
 *
 * @param memoryBytes memory, in bytes; beyond it the kernel ends what uses most
 * @param timeout how long it may run; then it is ended
 */
public record SessionLimits(OptionalLong memoryBytes, Optional<Duration> timeout) {
  /** No limit. */
  public static final SessionLimits NONE =
      new SessionLimits(OptionalLong.empty(), Optional.empty());

  /** Less does not start a harness; 16 MiB. */
  public static final long LEAST_MEMORY = 16L << 20;

  /** A petabyte: far from where anything overflows. */
  public static final long MOST_MEMORY = 1L << 50;

  /** A hundred years. */
  public static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();

  /** Whether anything is limited. */
  public boolean isSet() {
    return memoryBytes.isPresent() || timeout.isPresent();
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    memoryBytes.ifPresent(bytes -> json.addProperty("memoryBytes", bytes));
    timeout.ifPresent(span -> json.addProperty("timeoutSeconds", span.toSeconds()));
    return json;
  }

  static SessionLimits of(Fields fields) {
    if (fields == null) {
      return NONE;
    }
    OptionalLong seconds = fields.number("timeoutSeconds", 1, MOST_SECONDS);
    return new SessionLimits(
        fields.number("memoryBytes", LEAST_MEMORY, MOST_MEMORY),
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty());
  }
}
