package dev.coven.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A harness and everything it started: its descendants, and on Linux also what is left of its
 * session when a parent has died in between.
 */
final class ProcessTree {
  /** How long a process that was asked to end may take. */
  static final Duration GRACE = Duration.ofSeconds(3);

  /** How long the kernel may take to end a process that was killed. */
  private static final Duration KILL_WAIT = Duration.ofSeconds(2);

  private static final long LOOK_EVERY_MILLIS = 10;
  private static final Path PROC = Path.of("/proc");

  private final long root;
  private final Optional<ProcessHandle> leader;

  /**
   * The tree below a process. To be made while that process is known to be the one that is meant:
   * its number may be another's once it has ended.
   *
   * @param root the process; it led a session of its own when it started
   */
  ProcessTree(long root) {
    this(root, ProcessHandle.of(root));
  }

  ProcessTree(long root, Optional<ProcessHandle> leader) {
    this.root = root;
    this.leader = leader;
  }

  /** The processes of the tree that live now. */
  Set<Long> living() {
    return members(Set.of()).stream().map(ProcessHandle::pid).collect(Collectors.toSet());
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
    Set<ProcessHandle> left = members(known);
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      // The harness first: it must not go on, or end well, because what it started was killed.
      left.stream()
          .filter(signalled::add)
          .sorted(Comparator.comparing(member -> member.pid() != root))
          .forEach(signal);
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      left = members(signalled);
    }
    return left;
  }

  /**
   * Who belongs to the tree now and lives.
   *
   * @param known who was found earlier: members stay members when their parents die
   */
  private Set<ProcessHandle> members(Set<ProcessHandle> known) {
    Set<ProcessHandle> members = new HashSet<>(known);
    boolean reused =
        ProcessHandle.of(root).filter(now -> !leader.equals(Optional.of(now))).isPresent();
    if (!reused) {
      leader.ifPresent(members::add);
    }
    members.removeIf(member -> !lives(member));
    if (Files.isDirectory(PROC.resolve("self"))) {
      members.addAll(relatives(members, !reused));
    } else {
      members.addAll(members.stream().flatMap(ProcessHandle::descendants).toList());
    }
    return members;
  }

  /** Descendants and members of the session, from one look at all processes. */
  private Set<ProcessHandle> relatives(Set<ProcessHandle> members, boolean withSession) {
    Map<Long, ProcStat> others = processes();
    Set<Long> pids = members.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    Set<ProcessHandle> found = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (var other : others.entrySet()) {
        ProcStat stat = other.getValue();
        boolean ours = pids.contains(stat.parent()) || withSession && stat.session() == root;
        if (ours && stat.lives() && pids.add(other.getKey())) {
          ProcessHandle.of(other.getKey()).ifPresent(found::add);
          grown = true;
        }
      }
    }
    return found;
  }

  private static Map<Long, ProcStat> processes() {
    Map<Long, ProcStat> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ProcStat stat = ProcStat.read(process);
        if (stat != null) {
          found.put(Long.valueOf(process.getFileName().toString()), stat);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc cannot be listed", e);
    }
    return found;
  }

  private static boolean lives(ProcessHandle handle) {
    if (!handle.isAlive()) {
      return false;
    }
    ProcStat stat = ProcStat.read(PROC.resolve(Long.toString(handle.pid())));
    return stat == null || stat.lives();
  }

  /** Three fields of {@code /proc/PID/stat}, see proc(5). */
  private record ProcStat(char state, long parent, long session) {
    /** Z has ended, and its parent has not looked yet; X is just being looked at. */
    boolean lives() {
      return state != 'Z' && state != 'X';
    }

    static ProcStat read(Path process) {
      String text;
      try {
        text = new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
      } catch (IOException goneOrNoProc) {
        return null;
      }
      // The name in parentheses may hold anything; state, parent, group and session follow it.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return new ProcStat(
          fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[3]));
    }
  }
}
