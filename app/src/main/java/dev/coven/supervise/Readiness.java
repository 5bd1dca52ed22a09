package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.client.Timeouts;
import dev.coven.client.UnusableDaemonException;
import dev.coven.contract.Health;
import dev.coven.daemonology.Deadline;
import dev.coven.home.CovenHome;
import dev.coven.home.ParkedNote;
import dev.coven.privacy.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Waits until the daemon that a service manager started can be used: not merely loaded, and not
 * another one that happens to answer.
 */
final class Readiness {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private static final int JOURNAL_LINES = 10;

  /** What a parked daemon exits with; see design.md, exit codes. */
  private static final int PARKED = 78;

  private final ServiceManager manager;
  private final CovenHome home;
  private final Supplier<Optional<ParkedNote>> parked;
  private final Optional<Journal> journal;
  private final Consumer<String> say;
  private final OptionalLong before;
  private final long logFrom;
  private final long startLogFrom;
  private final Instant begin = Instant.now();
  private final CrashLoop loop = new CrashLoop();

  /**
   * Prepares to wait; the log's lines from now on are what a failure will show.
   *
   * @param manager whom to ask
   * @param home the daemon's home
   * @param parked where a parked daemon says why
   * @param journal where its words are while its log is not open; empty where that is a file
   * @param before the process that is to be replaced, and may answer for a moment yet
   * @param say told when it takes long
   */
  Readiness(
      ServiceManager manager,
      CovenHome home,
      Supplier<Optional<ParkedNote>> parked,
      Optional<Journal> journal,
      OptionalLong before,
      Consumer<String> say) {
    this.manager = manager;
    this.home = home;
    this.parked = parked;
    this.journal = journal;
    this.before = before;
    this.say = say;
    this.logFrom = LogTail.length(home.log());
    this.startLogFrom = LogTail.length(home.startLog());
  }

  /**
   * Waits.
   *
   * @param timeout how long
   * @return what the daemon says of itself
   * @throws ServiceException when it does not become ready: why, the log's end, what to do
   */
  Health await(Duration timeout) throws ServiceException, InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    Deadline notice = Deadline.after(NOTICE);
    boolean noticed = false;
    String degraded = null;
    while (true) {
      ServiceState state = manager.state();
      loop.note(state);
      Probe probe = Probe.of(home.socket(), timeLeft(deadline));
      switch (probe) {
        case Probe.Ready(Health health) when isItsOwn(health, state) -> {
          return health;
        }
        case Probe.Degraded(Health health) when isItsOwn(health, state) ->
            degraded = UnusableDaemonException.failures(health);
        case Probe.Foreign foreign -> throw Trouble.foreign(home, foreign);
        case Probe.Incompatible other -> throw Trouble.incompatible(other);
        case Probe.Ready _, Probe.Degraded _, Probe.Silent _, Probe.Absent _ -> requireHope(state);
      }
      if (deadline.remainingNanos() <= 0) {
        throw late(timeout, probe, state, degraded);
      }
      if (!noticed && notice.remainingNanos() <= 0) {
        noticed = true;
        say.accept("Waiting for the daemon to be ready…");
      }
      Thread.sleep(LOOK);
    }
  }

  private static Duration timeLeft(Deadline deadline) {
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadline.remainingNanos()));
    return left.compareTo(Timeouts.PROBE) < 0 ? left : Timeouts.PROBE;
  }

  private boolean isItsOwn(Health health, ServiceState state) {
    OptionalLong answering = OptionalLong.of(health.daemon().pid());
    return !answering.equals(before) && (state.pid().isEmpty() || answering.equals(state.pid()));
  }

  /** Gives up when the supervisor has: then nothing will become ready any more. */
  private void requireHope(ServiceState state) throws ServiceException, InterruptedException {
    Optional<ParkedNote> note = parked.get();
    if (note.isPresent()) {
      throw new ServiceException(
          "The daemon is parked: " + Printable.line(note.get().why()),
          "coven daemon start (when that is mended)");
    }
    boolean over =
        state.activity() == ServiceState.Activity.FAILED
            || state.activity() == ServiceState.Activity.STOPPED;
    if (over) {
      String how = state.lastExit().map(exit -> " (" + exit + ")").orElse("");
      boolean gaveUp =
          state.lastExitCode().isPresent() && state.lastExitCode().getAsInt() == PARKED;
      throw new ServiceException(
          "The daemon was started and "
              + (gaveUp ? "cannot run here" : "did not stay")
              + how
              + "."
              + tail(),
          "coven daemon status");
    }
    if (loop.isHopeless()) {
      throw looping();
    }
  }

  private ServiceException late(Duration timeout, Probe probe, ServiceState state, String degraded)
      throws InterruptedException {
    if (loop.isOne()) {
      return looping();
    }
    if (probe instanceof Probe.Silent && state.activity() == ServiceState.Activity.RUNNING) {
      return new ServiceException(
          "The daemon runs and has not answered for " + timeout.toSeconds() + " s." + tail(),
          "coven daemon restart");
    }
    return new ServiceException(
        "The daemon is loaded and not ready after "
            + timeout.toSeconds()
            + " s; it goes on starting."
            + (degraded == null ? "" : " It cannot do its work: " + degraded + ".")
            + tail(),
        "coven daemon status");
  }

  /** It ends as often as it is started; its supervisor may go on with that for ever. */
  private ServiceException looping() throws InterruptedException {
    String exit = lastExit().map(how -> how + "; ").orElse("");
    return new ServiceException(
        "The daemon was started and did not stay ("
            + exit
            + "started "
            + loop.starts()
            + " times, "
            + manager.name()
            + " goes on trying)."
            + tail(),
        "coven daemon status");
  }

  /** As a look has caught it; else, where the looks met a process each time, from the journal. */
  private Optional<String> lastExit() throws InterruptedException {
    if (loop.lastExit().isPresent() || journal.isEmpty()) {
      return loop.lastExit();
    }
    return journal
        .get()
        .lastFailure()
        .filter(failure -> !failure.at().isBefore(begin))
        .map(Journal.Failure::words);
  }

  /** What the daemon said: in its log, or before that was open. */
  private String tail() throws InterruptedException {
    String logged = LogTail.since(home.log(), logFrom);
    if (journal.isEmpty()) {
      return logged + LogTail.since(home.startLog(), startLogFrom);
    }
    // Once the log is open, the journal only repeats it.
    return logged.isEmpty() ? lines(journal.get().since(begin, JOURNAL_LINES)) : logged;
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> "\n  " + line).collect(Collectors.joining());
  }
}
