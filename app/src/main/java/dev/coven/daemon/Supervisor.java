package dev.coven.daemon;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who keeps this daemon, by what its unit or plist put into the environment.
 *
 * @param kind which service manager
 * @param instance the name of the instance that it keeps
 * @param notifySocket where it wants to be told how the daemon does: NOTIFY_SOCKET of sd_notify(3)
 * @param watchdog after how long without a sign it takes the daemon for hung: WATCHDOG_USEC of
 *     sd_watchdog_enabled(3)
 */
record Supervisor(
    Kind kind, String instance, Optional<String> notifySocket, Optional<Duration> watchdog) {
  /** Names the service manager; our units and plists set it. */
  static final String VARIABLE = "COVEN_SUPERVISOR";

  /** Names the instance. */
  static final String INSTANCE_VARIABLE = "COVEN_INSTANCE";

  static final String DEFAULT_INSTANCE = "default";

  /** It becomes part of file names. */
  private static final Pattern INSTANCE = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  private static final Pattern MICROSECONDS = Pattern.compile("[1-9][0-9]{0,14}");

  /** The service managers, and what each does with a process that exits. */
  enum Kind {
    /** Starts it again, but for an exit code that its unit excepts. */
    SYSTEMD,
    /** Starts it again, always. */
    LAUNCHD,
    /** There is none. */
    NONE;

    /** The word for it in health and in {@link #VARIABLE}. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads an environment.
   *
   * @param environment the process's environment
   * @param pid the process's number, since WATCHDOG_PID may name another
   * @throws ParkedException when the instance has a name that none can have
   */
  static Supervisor of(Map<String, String> environment, long pid) throws ParkedException {
    String instance = set(environment, INSTANCE_VARIABLE).orElse(DEFAULT_INSTANCE);
    if (!INSTANCE.matcher(instance).matches()) {
      throw new ParkedException(
          INSTANCE_VARIABLE + " is no name of an instance (1 to 32 of a-z, 0-9 and -): " + instance,
          null);
    }
    return new Supervisor(
        kind(set(environment, VARIABLE).orElse(Kind.NONE.word())),
        instance,
        set(environment, "NOTIFY_SOCKET"),
        watchdog(environment, pid));
  }

  /** Whether a service manager keeps the daemon. */
  boolean present() {
    return kind != Kind.NONE;
  }

  /** What the units of the instance are called, without a suffix; see the units' templates. */
  String unit() {
    return instance.equals(DEFAULT_INSTANCE) ? "coven" : "coven-" + instance;
  }

  /** A word that a later version may know must not keep this one from running. */
  private static Kind kind(String word) {
    return Stream.of(Kind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElse(Kind.NONE);
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    boolean ours = set(environment, "WATCHDOG_PID").map(Long.toString(pid)::equals).orElse(true);
    return set(environment, "WATCHDOG_USEC")
        .filter(text -> ours && MICROSECONDS.matcher(text).matches())
        .map(text -> Duration.ofNanos(Math.multiplyExact(Long.parseLong(text), 1_000L)));
  }

  private static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
