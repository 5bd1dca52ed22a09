package dev.coven.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a test leaves on a machine that is not its own: units whose names hold the test's word, a
 * home, and processes that were started with that home.
 */
final class Traces {
  private static final Path PROC = Path.of("/proc");
  private static final long PATIENCE_SECONDS = 10;

  private final String word;
  private final Path home;
  private final List<Path> unitDirectories;
  private final Shell shell;
  private final Set<Path> before = new HashSet<>();

  /** Runs a command of the user whose manager it is. */
  @FunctionalInterface
  interface Shell {
    /** Runs it to its end. */
    CommandResult run(List<String> command) throws IOException, InterruptedException;
  }

  /**
   * Notes down what is there before the test.
   *
   * @param word nobody else's units have it in their names
   * @param home the test's own, and nobody else's
   * @param unitDirectories where the user's manager looks for units
   * @param shell speaks to that manager
   * @throws IOException when a directory cannot be read
   */
  Traces(String word, Path home, List<Path> unitDirectories, Shell shell) throws IOException {
    this.word = word;
    this.home = home;
    this.unitDirectories = List.copyOf(unitDirectories);
    this.shell = shell;
    before.addAll(directories());
  }

  /**
   * Ends and removes everything, as far as it can.
   *
   * @throws IllegalStateException when something is left, with all reasons
   */
  void remove() {
    List<Exception> failures = new ArrayList<>();
    attempt(failures, () -> systemctl("stop", pattern()));
    attempt(failures, this::endProcesses);
    attempt(failures, this::deleteUnits);
    attempt(failures, () -> systemctl("daemon-reload"));
    // Only now: a failure whose unit is still there would be remembered.
    attempt(failures, () -> systemctl("reset-failed", pattern()));
    attempt(failures, this::checkUnits);
    attempt(
        failures,
        () -> {
          TempHome.delete(home);
          return home;
        });
    if (!failures.isEmpty()) {
      IllegalStateException left = new IllegalStateException("traces of " + word + " are left");
      failures.forEach(left::addSuppressed);
      throw left;
    }
  }

  private static void attempt(List<Exception> failures, Callable<?> step) {
    try {
      step.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add(e);
    } catch (Exception e) {
      failures.add(e);
    }
  }

  private String pattern() {
    return "*" + word + "*";
  }

  private String systemctl(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemctl", "--user"));
    command.addAll(List.of(words));
    CommandResult result = shell.run(command);
    if (result.exitCode() != 0) {
      throw new IOException(command + ": " + result.err().strip());
    }
    return result.out();
  }

  /** A unit that nobody needs is forgotten some time after it ended, and nobody tells when. */
  private Void checkUnits() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String left = units();
    while (!left.isBlank() && System.nanoTime() < deadline) {
      left = units();
    }
    if (!left.isBlank()) {
      throw new IOException("units are left: " + left.strip());
    }
    return null;
  }

  private String units() throws IOException, InterruptedException {
    return systemctl("list-units", "--all", "--no-legend", "--plain", pattern());
  }

  /** Of services the manager has ended them; others, such as daemons that nobody keeps, remain. */
  private Void endProcesses() throws Exception {
    for (List<ProcessHandle> left = processes(); !left.isEmpty(); left = processes()) {
      left.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle process : left) {
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    return null;
  }

  private List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses().filter(this::hasHome).toList();
  }

  private boolean hasHome(ProcessHandle process) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(process.pid() + "/environ"));
      // COVEN_HOME, PATH and others lie below it; a harness is given a HOME that is another.
      return new String(environment, StandardCharsets.ISO_8859_1).contains(home + "/");
    } catch (IOException gone) {
      // It ended while we looked, or is another user's: then it was not started from here.
      return false;
    }
  }

  private Void deleteUnits() throws IOException {
    // Those of links and drop-ins before the directory that holds them.
    for (Path directory : directories().reversed()) {
      for (Path entry : entries(directory)) {
        if (entry.getFileName().toString().contains(word)) {
          TempHome.delete(entry);
        }
      }
    }
    // Again the deepest first: a directory that came with the test goes when nobody else uses it.
    for (Path directory : directories().reversed()) {
      if (!before.contains(directory) && entries(directory).isEmpty()) {
        Files.delete(directory);
      }
    }
    return null;
  }

  /** The directories of units with those they lie in, and their own of links and drop-ins. */
  private List<Path> directories() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path units : unitDirectories) {
      Stream.of(units.getParent().getParent(), units.getParent(), units)
          .filter(Files::isDirectory)
          .forEach(found::add);
      if (Files.isDirectory(units)) {
        entries(units).stream()
            .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
