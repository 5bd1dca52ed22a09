package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid its number
 * @param start when it started, in words that only the same kernel boot gives again; opaque
 */
public record ProcessIdentity(long pid, String start) {
  private static final Path PROC = Path.of("/proc");

  /** The field of {@code /proc/PID/stat} that holds the state. */
  private static final int STATE_FIELD = 3;

  /** The field of {@code /proc/PID/stat} that holds the session's id. */
  private static final int SESSION_FIELD = 6;

  /** The field of {@code /proc/PID/stat} that holds the terminal's device number. */
  private static final int TERMINAL_FIELD = 7;

  /** UNIX98_PTY_SLAVE_MAJOR; see Linux's admin-guide/devices.txt. */
  private static final int PSEUDO_TERMINAL_MAJOR = 136;

  /** The field of {@code /proc/PID/stat} that holds the start time, in ticks since boot. */
  private static final int START_TIME_FIELD = 22;

  /**
   * This very process.
   *
   * @throws IllegalStateException when the system does not tell when it started
   */
  public static ProcessIdentity self() {
    long pid = ProcessHandle.current().pid();
    return of(pid).orElseThrow(() -> new IllegalStateException("no start time for pid " + pid));
  }

  /**
   * The process that has this number now.
   *
   * <p>On Linux the start is the boot's id and the ticks of proc(5): the wall clock plays no part,
   * so setting it cannot make a process look like another. Elsewhere it is the kernel's time stamp.
   *
   * @param pid a process number
   * @return its identity, or empty when no such process lives or its start cannot be read
   */
  public static Optional<ProcessIdentity> of(long pid) {
    if (hasProc()) {
      try {
        String ticks = statField(pid, START_TIME_FIELD);
        return Optional.of(new ProcessIdentity(pid, bootId() + ":" + ticks));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(start -> new ProcessIdentity(pid, Long.toString(start.toEpochMilli())));
  }

  private static String bootId() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  private static boolean hasProc() {
    return Files.isDirectory(PROC.resolve("self"));
  }

  private static String statField(long pid, int number) throws IOException {
    Path stat = PROC.resolve(Long.toString(pid)).resolve("stat");
    // Field 2 is the program's name in parentheses and may hold anything, spaces included.
    String text = new String(Files.readAllBytes(stat), StandardCharsets.ISO_8859_1);
    String[] afterName = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return afterName[number - 3];
  }

  /**
   * Whether the process has ended, and its number is nobody's now, though the kernel still runs
   * that it ran on. The kernel gives no number out again that is still a session's: whatever bears
   * this one as its session was started by the process.
   *
   * @return false also where the system does not tell which boot a process belonged to
   */
  public boolean leftItsSession() {
    try {
      return hasProc() && start.startsWith(bootId() + ":") && of(pid).isEmpty();
    } catch (IOException untold) {
      return false;
    }
  }

  /**
   * Whether a process leads a session of its own, as the first process on a terminal does.
   *
   * @return false also when there is no such process, or no proc(5)
   */
  public static boolean leadsItsSession(long pid) {
    try {
      return hasProc() && statField(pid, SESSION_FIELD).equals(Long.toString(pid));
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Whether the process's terminal is a certain pseudo-terminal.
   *
   * @param number of {@code /dev/pts/N}
   * @return false also where there is no proc(5)
   */
  public boolean isOnTerminal(int number) {
    try {
      // The kernel's new_encode_dev: the minor number's low byte, the major one, the rest.
      int device = number & 0xff | PSEUDO_TERMINAL_MAJOR << 8 | (number & ~0xff) << 12;
      return hasProc() && statField(pid, TERMINAL_FIELD).equals(Integer.toString(device));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether this process still lives: same number, same start. A zombie counts as living. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /**
   * Whether this process still runs. Unlike {@link #isAlive}, a zombie does not: it has ended, and
   * only its parent, which may never ask, does not know yet.
   */
  public boolean isRunning() {
    if (!isAlive()) {
      return false;
    }
    if (!hasProc()) {
      return true;
    }
    try {
      // Z has ended, and its parent has not looked yet; X is just being looked at.
      return !List.of("Z", "X").contains(statField(pid, STATE_FIELD));
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * The handle to signal or to wait for the process.
   *
   * @return the handle, or empty when the process is gone
   */
  public Optional<ProcessHandle> handle() {
    // Handle first, check second: a number that is reused in between fails the check.
    return ProcessHandle.of(pid).filter(handle -> isAlive());
  }
}
