package dev.coven.supervise;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a supervisor says about a service. It explains; whether the daemon can be used is what its
 * socket answers.
 *
 * @param installed whether there is a definition on disk
 * @param enabled whether it is started at login
 * @param activity what it is doing
 * @param pid its process, when it has one
 * @param since when that process was started
 * @param restarts how often it was started again since it was loaded
 * @param lastEnd when a process of it ended last; empty when that is not known
 * @param lastExit how it ended last, in the supervisor's words; safe to print. systemd forgets it
 *     when the next process starts
 * @param lastExitCode the exit code it ended with last
 * @param listens whether the supervisor itself holds the socket, so that whoever connects is heard
 *     when the service runs, and starts it where it does not
 * @param definitionStale whether the definition on disk is another than the one it runs by
 * @param note what is to be known beside; safe to print
 */
public record ServiceState(
    boolean installed,
    boolean enabled,
    Activity activity,
    OptionalLong pid,
    Optional<Instant> since,
    long restarts,
    Optional<Instant> lastEnd,
    Optional<String> lastExit,
    OptionalInt lastExitCode,
    boolean listens,
    boolean definitionStale,
    Optional<String> note) {

  /** What a service is doing. */
  public enum Activity {
    /** It does not run, and nothing is about to start it. */
    STOPPED,
    /** It was started, and is not ready. */
    STARTING,
    /** Its process runs. */
    RUNNING,
    /** It was told to end, and has not yet. */
    STOPPING,
    /** It ended, and is about to be started again. */
    RESTARTING,
    /** The supervisor has given it up. */
    FAILED,
    /** The supervisor's answer was not understood. */
    UNKNOWN
  }

  /** Nothing may be null. */
  public ServiceState {
    Objects.requireNonNull(activity);
    Objects.requireNonNull(pid);
    Objects.requireNonNull(since);
    Objects.requireNonNull(lastEnd);
    Objects.requireNonNull(lastExit);
    Objects.requireNonNull(lastExitCode);
    Objects.requireNonNull(note);
  }

  /** The same, with the end of the last process told by somebody who remembers it. */
  ServiceState withLastExit(String words) {
    return new ServiceState(
        installed,
        enabled,
        activity,
        pid,
        since,
        restarts,
        lastEnd,
        Optional.of(words),
        lastExitCode,
        listens,
        definitionStale,
        note);
  }
}
