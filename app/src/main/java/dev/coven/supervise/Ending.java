package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.home.ProcessIdentity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The end of a service's process, for which its manager is asked. A manager gives it half a minute,
 * which is for a daemon that drains; one that does not answer has nothing to drain, and is killed
 * when its manager's TERM has not helped within {@link Signals#TERM_GRACE}.
 */
final class Ending implements AutoCloseable {
  private final OptionalLong pid;
  private final OptionalLong liveSessions;
  private final StopResult.Fate sessions;
  private final Optional<ProcessIdentity> hung;
  private volatile boolean killed;
  private Optional<Thread> executioner = Optional.empty();

  private Ending(
      OptionalLong pid,
      OptionalLong liveSessions,
      StopResult.Fate sessions,
      Optional<ProcessIdentity> hung) {
    this.pid = pid;
    this.liveSessions = liveSessions;
    this.sessions = sessions;
    this.hung = hung;
  }

  /**
   * An end that begins now: the manager is to be told next.
   *
   * @param pid the service's process, as its manager says; empty when it has none
   * @param process who that is, taken when the manager said so
   * @param answer what the socket answered since
   * @param sessions what becomes of the daemon's sessions
   * @param say told when force is to be used
   */
  static Ending begin(
      OptionalLong pid,
      Optional<ProcessIdentity> process,
      Probe answer,
      StopResult.Fate sessions,
      Consumer<String> say) {
    boolean silent = answer instanceof Probe.Silent;
    Ending ending = new Ending(pid, LiveSessions.of(answer), sessions, process.filter(_ -> silent));
    if (ending.hung.isPresent()) {
      long number = ending.hung.get().pid();
      say.accept("The daemon (pid " + number + ") does not answer; ending its process…");
      ending.executioner =
          Optional.of(Thread.ofVirtual().name("executioner").start(ending::killAfterGrace));
    }
    return ending;
  }

  private void killAfterGrace() {
    try {
      if (!Signals.awaitEnd(hung.get(), Signals.TERM_GRACE)) {
        killed = true;
        hung.get().handle().ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException closed) {
      // Whoever waited for the end waits no more; there is nobody to pass this on to.
      Thread.currentThread().interrupt();
    }
  }

  /** What it was, when the manager says that it is over. */
  StopResult result() {
    return pid.isPresent()
        ? new StopResult.Stopped(pid, liveSessions, sessions, manner())
        : new StopResult.NotRunning();
  }

  private StopResult.Manner manner() {
    if (hung.isPresent()) {
      return killed ? StopResult.Manner.KILLED : StopResult.Manner.TERMINATED;
    }
    // One that answered drains when it is told to end; of one that did not, nobody knows.
    return liveSessions.isPresent() ? StopResult.Manner.DRAINED : StopResult.Manner.ENDED;
  }

  /** Nobody is killed any more. */
  @Override
  public void close() {
    executioner.ifPresent(Thread::interrupt);
  }
}
