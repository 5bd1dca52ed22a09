package dev.coven.session;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A harness and everything it started: its descendants, and on Linux also what is left of its
 * terminal's session when a parent has died in between, what carries the session's id in its
 * environment, and what lies in the scope that systemd made for it.
 */
final class ProcessTree {
  /** How long a process that was asked to end may take. */
  static final Duration GRACE = Duration.ofSeconds(3);

  /** How long the kernel may take to end a process that was killed. */
  private static final Duration KILL_WAIT = Duration.ofSeconds(2);

  private static final long LOOK_EVERY_MILLIS = 10;

  /** No process has it. */
  private static final long NOBODY = -1;

  private static final long SELF = ProcessHandle.current().pid();

  private final String session;
  private final long root;
  private final Optional<ProcessHandle> leader;
  private final Optional<SessionScope> scope;

  /**
   * The tree below a process. To be made while that process is known to be the one that is meant:
   * its number may be another's once it has ended.
   *
   * @param session the session's id
   * @param root the process; it led a session of its own when it started
   */
  ProcessTree(String session, long root) {
    this(session, root, ProcessHandle.of(root));
  }

  private ProcessTree(String session, long root, Optional<ProcessHandle> leader) {
    this.session = session;
    this.root = root;
    this.leader = leader;
    this.scope = leader.flatMap(_ -> SessionScope.of(root));
  }

  /**
   * What a process left behind that has ended, and whose number no other has got.
   *
   * @param session the session's id
   * @param root the process's number
   */
  static ProcessTree leftBy(String session, long root) {
    return new ProcessTree(session, root, Optional.empty());
  }

  /** What carries a session's id in its environment, and what that started. */
  static ProcessTree marked(String session) {
    return new ProcessTree(session, NOBODY, Optional.empty());
  }

  /** The processes of the tree that live now. */
  Set<Long> living() {
    return members(Set.of(), true).stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /**
   * Ends the tree: TERM, a grace period, then KILL.
   *
   * @return the processes that are still there, for whatever reason; empty when all are gone
   * @throws InterruptedException when interrupted while waiting; what was signalled may still live
   */
  Set<Long> terminate() throws InterruptedException {
    Set<ProcessHandle> left = end(Set.of(), ProcessHandle::destroy, GRACE);
    if (!left.isEmpty()) {
      left = end(left, ProcessHandle::destroyForcibly, KILL_WAIT);
    }
    return left.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** Signals each member once, those too that come to be meanwhile, until none is left. */
  private Set<ProcessHandle> end(
      Set<ProcessHandle> known, Consumer<ProcessHandle> signal, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Set<ProcessHandle> signalled = new HashSet<>();
    Set<ProcessHandle> left = members(known, true);
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      // The harness first: it must not go on, or end well, because what it started was killed.
      left.stream()
          .filter(signalled::add)
          .sorted(Comparator.comparing(member -> member.pid() != root))
          .forEach(signal);
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      left = members(signalled, false);
      if (left.isEmpty()) {
        left = members(signalled, true);
      }
    }
    return left;
  }

  /**
   * Who belongs to the tree now and lives.
   *
   * @param known who was found earlier: members stay members when their parents die
   * @param thoroughly whether to look also for what nothing ties to the others any more, which
   *     costs as much again
   */
  private Set<ProcessHandle> members(Set<ProcessHandle> known, boolean thoroughly) {
    Set<ProcessHandle> members = new HashSet<>(known);
    boolean reused =
        ProcessHandle.of(root).filter(now -> !leader.equals(Optional.of(now))).isPresent();
    if (!reused) {
      leader.ifPresent(members::add);
    }
    members.removeIf(member -> !lives(member));
    if (ProcStat.isKnown()) {
      members.addAll(relatives(members, !reused, thoroughly));
    } else {
      members.addAll(members.stream().flatMap(ProcessHandle::descendants).toList());
    }
    return members;
  }

  /** All others that belong to the tree, from one look at all processes. */
  private Set<ProcessHandle> relatives(
      Set<ProcessHandle> members, boolean withSession, boolean thoroughly) {
    ProcessTable.Look all = ProcessTable.look(thoroughly);
    Set<Long> pids = members.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    Set<Long> stray = thoroughly ? stray(all) : Set.of();
    Set<ProcessHandle> found = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (var other : all.processes().entrySet()) {
        ProcStat stat = other.getValue();
        long pid = other.getKey();
        boolean ours =
            pids.contains(stat.parent())
                || withSession && stat.session() == root
                || stray.contains(pid);
        // A daemon that was started within a session is nothing that the session takes with it.
        if (ours && pid != SELF && stat.lives() && pids.add(pid)) {
          ProcessHandle.of(pid).ifPresent(found::add);
          grown = true;
        }
      }
    }
    return found;
  }

  /** What its environment or its scope gives away, and perhaps nothing else. */
  private Set<Long> stray(ProcessTable.Look all) {
    Set<Long> stray = new HashSet<>(scope.map(SessionScope::members).orElse(Set.of()));
    stray.addAll(all.marks().getOrDefault(session, Set.of()));
    return stray;
  }

  private static boolean lives(ProcessHandle handle) {
    if (!handle.isAlive()) {
      return false;
    }
    ProcStat stat = ProcStat.of(handle.pid());
    return stat == null || stat.lives();
  }
}
