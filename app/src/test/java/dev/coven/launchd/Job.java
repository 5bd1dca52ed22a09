package dev.coven.launchd;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A loaded job and what becomes of it. Guarded by its launchd. */
final class Job {
  /** Where it stands; the words are those of {@code launchctl print}. */
  enum State {
    NOT_RUNNING("not running"),
    RUNNING("running"),
    SPAWN_SCHEDULED("spawn scheduled"),
    SIGTERMED("SIGTERMed");

    final String words;

    State(String words) {
      this.words = words;
    }
  }

  private final Supervisor supervisor;
  private final JobPlist plist;
  private final Runnable onGone;

  private State state = State.NOT_RUNNING;
  private Programs.Running process;
  private long startedAt;
  private long runs;
  private Exit lastExit;

  /** Counts what timers may no longer act on: each start, exit and end. */
  private long turn;

  /**
   * A job that was just loaded.
   *
   * @param onGone told when it has ended after {@link #remove}
   */
  Job(Supervisor supervisor, JobPlist plist, Runnable onGone) {
    this.supervisor = supervisor;
    this.plist = plist;
    this.onGone = onGone;
  }

  JobPlist plist() {
    return plist;
  }

  State state() {
    return state;
  }

  long runs() {
    return runs;
  }

  OptionalLong pid() {
    return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
  }

  Optional<Exit> lastExit() {
    return Optional.ofNullable(lastExit);
  }

  /** Starts the program, whatever its throttle. */
  void spawn() {
    turn++;
    runs++;
    startedAt = supervisor.time().now();
    if (!plist.canStart()) {
      exited(Exit.MISCONFIGURED);
      return;
    }
    long mine = turn;
    try {
      process =
          supervisor
              .programs()
              .start(plist, exit -> supervisor.later(() -> mine == turn, () -> exited(exit)));
      state = State.RUNNING;
    } catch (IOException e) {
      exited(Exit.MISCONFIGURED);
    }
  }

  private void exited(Exit exit) {
    process = null;
    lastExit = exit;
    if (state == State.SIGTERMED) {
      turn++;
      onGone.run();
    } else if (plist.keepsAlive()) {
      respawn();
    } else {
      state = State.NOT_RUNNING;
    }
  }

  /** ThrottleInterval is a minimum run time: what ran longer starts again at once. */
  private void respawn() {
    Duration ran = Duration.ofNanos(supervisor.time().now() - startedAt);
    Duration rest = plist.throttle().minus(ran);
    if (!rest.isPositive()) {
      spawn();
      return;
    }
    state = State.SPAWN_SCHEDULED;
    long mine = ++turn;
    supervisor.time().schedule(rest, () -> supervisor.later(() -> mine == turn, this::spawn));
  }

  /** Ends the job; {@code onGone} is told at once when nothing of it runs. */
  void remove() {
    if (process == null) {
      turn++;
      onGone.run();
      return;
    }
    state = State.SIGTERMED;
    Programs.Running ending = process;
    ending.terminate();
    if (!plist.exitTimeOut().isZero()) {
      long mine = turn;
      supervisor
          .time()
          .schedule(plist.exitTimeOut(), () -> supervisor.later(() -> mine == turn, ending::kill));
    }
  }
}
