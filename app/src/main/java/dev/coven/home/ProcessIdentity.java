package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one with the same number.
 *
 * @param pid its number
 * @param start when it started, in words that only the same kernel boot gives again; opaque
 */
public record ProcessIdentity(long pid, String start) {
  private static final Path PROC = Path.of("/proc");

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
    Path stat = PROC.resolve(Long.toString(pid)).resolve("stat");
    if (Files.isDirectory(PROC.resolve("self"))) {
      try {
        return Optional.of(new ProcessIdentity(pid, bootId() + ":" + startTicks(stat)));
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

  private static String startTicks(Path stat) throws IOException {
    // Field 2 is the program's name in parentheses and may hold anything, spaces included.
    String text = new String(Files.readAllBytes(stat), StandardCharsets.ISO_8859_1);
    String[] afterName = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return afterName[START_TIME_FIELD - 3];
  }

  /** Whether this process still lives: same number, same start. A zombie counts as living. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
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
