package dev.coven.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the kernel says of processes; proc(5), so Linux alone. */
final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final long PATIENCE_SECONDS = 20;
  private static final long LOOK_MILLIS = 2;

  /** Fields of {@code /proc/PID/stat}, counted from the one behind the name. */
  private static final int STATE = 0;

  private static final int SESSION = 3;
  private static final int TERMINAL = 4;
  private static final int START = 19;

  private Processes() {}

  /** The id of the session that a process belongs to. */
  static long session(long pid) throws IOException {
    return Long.parseLong(stat(pid)[SESSION]);
  }

  /** Whether a process has a controlling terminal. */
  static boolean hasTerminal(long pid) throws IOException {
    return !stat(pid)[TERMINAL].equals("0");
  }

  /** When a process started, as daemon.json writes it. */
  static String start(long pid) throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
        + ":"
        + stat(pid)[START];
  }

  /** Whether a process runs; a zombie does not. */
  static boolean runs(long pid) {
    try {
      return !stat(pid)[STATE].equals("Z");
    } catch (IOException gone) {
      return false;
    }
  }

  /** What a descriptor of a process is open on. */
  static String descriptor(long pid, int number) throws IOException {
    return Files.readSymbolicLink(PROC.resolve(pid + "/fd/" + number)).toString();
  }

  /** What all descriptors of a process are open on. */
  static List<String> descriptors(long pid) throws IOException {
    List<String> targets = new ArrayList<>();
    try (Stream<Path> open = Files.list(PROC.resolve(pid + "/fd"))) {
      for (Path descriptor : open.toList()) {
        try {
          targets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closedMeanwhile) {
          continue;
        }
      }
    }
    return targets;
  }

  /** A process in words, for a message. */
  static String describe(ProcessHandle process) {
    try {
      String line =
          Files.readString(PROC.resolve(process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
      return process.pid() + ": " + line.replace('\0', ' ');
    } catch (IOException gone) {
      return process.pid() + ": (gone)";
    }
  }

  /** Waits until a process that need not be a child has ended. */
  static void awaitEnd(long pid) {
    await("the end of process " + pid, () -> !runs(pid));
  }

  /** Waits until something holds that tells nobody when it begins to. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited " + PATIENCE_SECONDS + " s in vain for " + what);
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted while waiting for " + what);
      }
    }
  }

  private static String[] stat(long pid) throws IOException {
    byte[] bytes = Files.readAllBytes(PROC.resolve(pid + "/stat"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.substring(text.lastIndexOf(')') + 2).split(" ");
  }
}
