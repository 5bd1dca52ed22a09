package dev.coven.supervise;

import dev.coven.privacy.Printable;
import dev.coven.supervise.ServiceState.Activity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What {@code launchctl print DOMAIN/LABEL} says of a loaded service. Its format is no interface
 * (launchctl(1) says so), so that every part may be missing. Only lines that are indented by one
 * tab are read: nested blocks repeat the same keys for other things.
 */
final class LaunchctlPrint {
  private static final String SEPARATOR = " = ";

  private final Map<String, String> values;

  private LaunchctlPrint(Map<String, String> values) {
    this.values = values;
  }

  static LaunchctlPrint parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .filter(line -> line.startsWith("\t") && !line.startsWith("\t\t"))
        .forEach(
            line -> {
              int at = line.indexOf(SEPARATOR);
              if (at > 0) {
                String value = line.substring(at + SEPARATOR.length()).strip();
                // The first one counts, should a later version repeat a key.
                values.putIfAbsent(line.substring(1, at).strip(), value);
              }
            });
    return new LaunchctlPrint(values);
  }

  /** What launchd calls the service's state, safe to print; empty when it does not say. */
  Optional<String> state() {
    return value("state").map(Printable::line);
  }

  /** What the state means. A loaded service in any state is not gone. */
  Activity activity() {
    return switch (values.getOrDefault("state", "")) {
      case "running" -> Activity.RUNNING;
      case "not running" -> Activity.STOPPED;
      // Throttled: it waits for the rest of its ThrottleInterval.
      case "spawn scheduled" ->
          restarts() > 0 || hasExited() ? Activity.RESTARTING : Activity.STARTING;
      // Between fork and exec.
      case "xpcproxy" -> Activity.STARTING;
      case "SIGTERMed", "SIGKILLed" -> Activity.STOPPING;
      default -> Activity.UNKNOWN;
    };
  }

  OptionalLong pid() {
    return number("pid");
  }

  /** How often it was started again; launchd counts every start. */
  long restarts() {
    return Math.max(0, number("runs").orElse(0) - 1);
  }

  /** How it ended last, safe to print; empty when it has not, or launchd does not say. */
  Optional<String> lastExit() {
    Optional<String> signal = value("last terminating signal").map(it -> "signal " + it);
    Optional<String> code = exitCodeText().map(it -> "exit code " + it);
    return signal.or(() -> code).map(Printable::line);
  }

  /** The exit code it ended with last; empty after a signal. */
  OptionalInt lastExitCode() {
    if (value("last terminating signal").isPresent()) {
      return OptionalInt.empty();
    }
    OptionalLong code = number("last exit code");
    return code.isPresent() && code.getAsLong() <= Integer.MAX_VALUE
        ? OptionalInt.of((int) code.getAsLong())
        : OptionalInt.empty();
  }

  private boolean hasExited() {
    return lastExit().isPresent();
  }

  /** As {@code 0} or {@code 78: EX_CONFIG}; not {@code (never exited)}. */
  private Optional<String> exitCodeText() {
    return number("last exit code").isPresent() ? value("last exit code") : Optional.empty();
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The number that a value begins with. */
  private OptionalLong number(String key) {
    String value = values.getOrDefault(key, "");
    int end = 0;
    while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
      end++;
    }
    // More digits than any of these numbers has are no number.
    return end == 0 || end > 18
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(value.substring(0, end)));
  }
}
