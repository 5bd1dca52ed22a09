package dev.coven.diagnose;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import java.util.Objects;
import java.util.Optional;

/**
 * What a check found. All texts are safe to print.
 *
 * @param id a stable name, such as {@code home.mode}
 * @param status how it came out
 * @param message what was found, in a sentence; of several lines where it shows a difference
 * @param hint the command that mends it, for a shell; empty when there is nothing to mend
 * @param repair mends it without being harmful; empty where a person must decide
 */
public record CheckResult(
    String id, CheckStatus status, String message, Optional<String> hint, Optional<Repair> repair) {

  /** Makes the texts safe to print. */
  public CheckResult {
    Objects.requireNonNull(status);
    message = Printable.lines(message);
    hint = hint.map(Printable::line);
  }

  /** A result without anything to mend. */
  public static CheckResult pass(String id, String message) {
    return new CheckResult(id, CheckStatus.PASS, message, Optional.empty(), Optional.empty());
  }

  static CheckResult warn(String id, String message, String hint) {
    return new CheckResult(
        id, CheckStatus.WARN, message, Optional.ofNullable(hint), Optional.empty());
  }

  static CheckResult fail(String id, String message, String hint) {
    return new CheckResult(
        id, CheckStatus.FAIL, message, Optional.ofNullable(hint), Optional.empty());
  }

  /** The same, with what mends it. */
  CheckResult with(Repair how) {
    return new CheckResult(id, status, message, hint, Optional.of(how));
  }

  /** The same, with a command that helps. */
  CheckResult hinting(String command) {
    return new CheckResult(id, status, message, Optional.of(command), repair);
  }

  /** {@code {id, status, message, hint}}; the hint is null where there is none. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("status", status.wire());
    json.addProperty("message", message);
    json.add("hint", Json.nullable(hint.orElse(null)));
    return json;
  }
}
