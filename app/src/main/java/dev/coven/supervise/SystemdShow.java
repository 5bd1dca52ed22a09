package dev.coven.supervise;

import dev.coven.privacy.Printable;
import dev.coven.supervise.ServiceState.Activity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code systemctl show} says about a service. Properties that are missing or not understood
 * count as unknown.
 */
final class SystemdShow {
  /** The properties to ask for (org.freedesktop.systemd1(5)). */
  static final String PROPERTIES =
      "LoadState,ActiveState,SubState,MainPID,NRestarts,Result,ExecMainCode,ExecMainStatus,"
          + "ExecMainStartTimestamp,InactiveEnterTimestamp,NeedDaemonReload,FragmentPath,DropInPaths,UnitFileState,"
          + "StatusText,Job";

  /** As systemctl writes times where TZ is UTC; "us+utc" has a fraction. */
  private static final Pattern TIME =
      Pattern.compile(
          "(?:\\p{Alpha}{3} )?(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d[.\\d]*) UTC");

  private static final Pattern UNIX_TIME = Pattern.compile("@(\\d{1,12})(?:\\.\\d+)?");

  // waitid(2), si_code
  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;
  private static final int CLD_DUMPED = 3;

  private static final int MAX_STATUS_TEXT = 200;

  private final Map<String, String> values = new HashMap<>();

  private SystemdShow() {}

  /** Reads lines of {@code Property=value}; others are passed over. */
  static SystemdShow parse(String text) {
    SystemdShow show = new SystemdShow();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        show.values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
    return show;
  }

  private String get(String property) {
    return values.getOrDefault(property, "");
  }

  /** Whether systemd has read a definition: loaded, not-found, masked, bad-setting, error. */
  String loadState() {
    return get("LoadState");
  }

  boolean isLoaded() {
    return loadState().equals("loaded");
  }

  boolean isMasked() {
    return loadState().equals("masked") || get("UnitFileState").startsWith("masked");
  }

  /** Whether files changed since systemd read them. */
  boolean needsReload() {
    return get("NeedDaemonReload").equals("yes");
  }

  /** Whether it is started at login; not for this boot alone. */
  boolean isEnabled() {
    return get("UnitFileState").equals("enabled");
  }

  /** The file that systemd read, or empty. */
  String fragment() {
    return get("FragmentPath");
  }

  /** Why systemd ended it or counts it as failed. */
  String result() {
    return get("Result");
  }

  /** Files that others added to the definition, as systemd lists them; or empty. */
  String dropIns() {
    return get("DropInPaths");
  }

  /** What the daemon says it is doing; safe to print, possibly empty. */
  String statusText() {
    String text = get("StatusText");
    return Printable.line(
        text.length() <= MAX_STATUS_TEXT ? text : text.substring(0, MAX_STATUS_TEXT) + "…");
  }

  Activity activity() {
    Activity activity = unqueued();
    boolean down = activity == Activity.STOPPED || activity == Activity.FAILED;
    // What is down and has a job was told to start, and systemd has not come to it yet.
    return down && number("Job").orElse(0) > 0 ? Activity.STARTING : activity;
  }

  private Activity unqueued() {
    String sub = get("SubState");
    return switch (get("ActiveState")) {
      case "active", "reloading", "refreshing" -> Activity.RUNNING;
      // auto-restart-queued since version 254
      case "activating" -> sub.startsWith("auto-restart") ? Activity.RESTARTING : Activity.STARTING;
      case "deactivating" -> Activity.STOPPING;
      // Since version 254 both show for a moment on the way to the next start.
      case "inactive" ->
          sub.endsWith("before-auto-restart") ? Activity.RESTARTING : Activity.STOPPED;
      case "failed" -> sub.endsWith("before-auto-restart") ? Activity.RESTARTING : Activity.FAILED;
      default -> Activity.UNKNOWN;
    };
  }

  OptionalLong pid() {
    long pid = number("MainPID").orElse(0);
    return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
  }

  long restarts() {
    return number("NRestarts").orElse(0);
  }

  /** When the process was started that runs, or that ran last; to the second. */
  Optional<Instant> started() {
    return time("ExecMainStartTimestamp");
  }

  /** When the service was down last, were it only between two starts; to the second. */
  Optional<Instant> lastEnd() {
    return time("InactiveEnterTimestamp");
  }

  private Optional<Instant> time(String property) {
    String text = get(property);
    try {
      Matcher unix = UNIX_TIME.matcher(text);
      if (unix.matches()) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(unix.group(1))));
      }
      Matcher time = TIME.matcher(text);
      return time.matches()
          ? Optional.of(Instant.parse(time.group(1) + "T" + time.group(2) + "Z"))
          : Optional.empty();
    } catch (DateTimeException e) {
      // No such day or hour: as good as no time.
      return Optional.empty();
    }
  }

  /** How the last process ended; empty while one runs, or when there was none. */
  Optional<SystemdExit> lastExit() {
    OptionalLong status = number("ExecMainStatus");
    if (pid().isPresent() || status.isEmpty()) {
      return Optional.empty();
    }
    int value = (int) status.getAsLong();
    SystemdExit exit =
        switch ((int) number("ExecMainCode").orElse(0)) {
          case CLD_EXITED -> SystemdExit.exited(value);
          case CLD_KILLED -> SystemdExit.killed(value, false);
          case CLD_DUMPED -> SystemdExit.killed(value, true);
          default ->
              result().isEmpty() || result().equals("success")
                  ? null
                  : new SystemdExit(Printable.line(result()), OptionalInt.empty());
        };
    return Optional.ofNullable(exit).map(it -> it.because(result()));
  }

  private OptionalLong number(String property) {
    try {
      return OptionalLong.of(Long.parseLong(get(property)));
    } catch (NumberFormatException e) {
      // "[not set]" and the like: unknown.
      return OptionalLong.empty();
    }
  }
}
