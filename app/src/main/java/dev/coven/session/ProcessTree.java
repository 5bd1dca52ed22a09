package dev.coven.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  /**
   * The tree below a process.
   *
   * @param root the process; it led a session of its own when it started
   */
  ProcessTree(long root) {
    this.root = root;
  }

  /**
   * Ends the tree: TERM, a grace period, then KILL.
   *
   * @return the processes that are still there, for whatever reason; empty when all are gone
   * @throws InterruptedException when interrupted while waiting; what was signalled may still live
   */
  Set<Long> terminate() throws InterruptedException {
    Set<ProcessHandle> members = members();
    members.forEach(ProcessHandle::destroy);
    members = awaitEnd(members, GRACE);
    if (!members.isEmpty()) {
      members.forEach(ProcessHandle::destroyForcibly);
      members = awaitEnd(members, KILL_WAIT);
    }
    return members.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private Set<ProcessHandle> awaitEnd(Set<ProcessHandle> known, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      // Looked up anew: one that was told to end may have started another meanwhile.
      Set<ProcessHandle> left = members();
      known.stream().filter(ProcessTree::lives).forEach(left::add);
      if (left.isEmpty() || System.nanoTime() >= deadline) {
        return left;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }

  private Set<ProcessHandle> members() {
    Set<ProcessHandle> members = new HashSet<>();
    ProcessHandle.of(root).ifPresent(members::add);
    members.addAll(sessionMembers());
    Set<ProcessHandle> below =
        members.stream().flatMap(ProcessHandle::descendants).collect(Collectors.toSet());
    members.addAll(below);
    members.removeIf(member -> !lives(member));
    return members;
  }

  private Set<ProcessHandle> sessionMembers() {
    Set<ProcessHandle> found = new HashSet<>();
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return found;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ProcStat stat = ProcStat.read(process);
        if (stat != null && stat.session() == root) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc cannot be listed", e);
    }
    return found;
  }

  /** A zombie has ended; only its parent has not looked yet. */
  private static boolean lives(ProcessHandle handle) {
    if (!handle.isAlive()) {
      return false;
    }
    ProcStat stat = ProcStat.read(PROC.resolve(Long.toString(handle.pid())));
    return stat == null || stat.state() != 'Z';
  }

  /** Two fields of {@code /proc/PID/stat}, see proc(5). */
  private record ProcStat(char state, long session) {
    static ProcStat read(Path process) {
      String text;
      try {
        text = new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
      } catch (IOException goneOrNoProc) {
        return null;
      }
      // The name in parentheses may hold anything; state, parent, group and session follow it.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return new ProcStat(fields[0].charAt(0), Long.parseLong(fields[3]));
    }
  }
}
