package dev.coven.supervise;

import dev.coven.daemonology.Deadline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs programs as processes of this system. */
public final class ProcessCommandRunner implements CommandRunner {
  private static final File NOWHERE = new File("/dev/null");

  /**
   * What makes output parseable whatever the user has set: one language, no pager, no colours, no
   * links (systemd(1), "Environment").
   */
  private static final Map<String, String> PLAIN =
      Map.of(
          "LC_ALL", "C",
          "TERM", "dumb",
          "NO_COLOR", "1",
          "PAGER", "cat",
          "SYSTEMD_PAGER", "",
          "SYSTEMD_COLORS", "0",
          "SYSTEMD_URLIFY", "0");

  /** Debug messages of systemd's tools would be mixed into what they report. */
  private static final List<String> NOISE =
      List.of("LANGUAGE", "SYSTEMD_LOG_LEVEL", "SYSTEMD_LOG_TARGET", "SYSTEMD_PAGERSECURE");

  /**
   * How long the output may stay open after the program ended. Only something that it left behind
   * can hold it open; what the program itself wrote is in the pipe by then.
   */
  private static final Duration LEFTOVERS = Duration.ofMillis(500);

  private final Map<String, String> environment;

  /**
   * A runner.
   *
   * @param environment what programs inherit, but for language, pager and colours; its PATH is
   *     where they are looked for
   */
  public ProcessCommandRunner(Map<String, String> environment) {
    Map<String, String> plain = new TreeMap<>(environment);
    plain.keySet().removeAll(NOISE);
    plain.putAll(PLAIN);
    this.environment = plain;
  }

  @Override
  public CommandResult run(List<String> argv, Duration limit)
      throws CommandException, InterruptedException {
    Deadline deadline = Deadline.after(limit);
    Process process = spawn(argv);
    OutputTail out = OutputTail.follow(process.getInputStream(), argv.getFirst() + " stdout");
    OutputTail err = OutputTail.follow(process.getErrorStream(), argv.getFirst() + " stderr");
    try {
      if (!process.waitFor(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        kill(process);
        process.waitFor();
        await(out, err);
        throw CommandException.timedOut(argv, limit, out.text(), err.text());
      }
      await(out, err);
      return new CommandResult(
          argv, process.exitValue(), out.text(), err.text(), out.isWhole() && err.isWhole());
    } finally {
      // Nothing is left of it when this thread was interrupted.
      kill(process);
    }
  }

  private static void await(OutputTail out, OutputTail err) throws InterruptedException {
    Deadline leftovers = Deadline.after(LEFTOVERS);
    out.awaitEnd(leftovers);
    err.awaitEnd(leftovers);
  }

  private static void kill(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process spawn(List<String> argv) throws CommandException {
    List<String> found = new ArrayList<>(argv);
    found.set(0, find(argv).toString());
    ProcessBuilder builder = new ProcessBuilder(found).redirectInput(NOWHERE);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw CommandException.notRun(argv, e.getMessage(), e);
    }
  }

  /**
   * Where the program is. The JDK would look in the PATH that this process was born with; and a
   * relative entry of PATH would let the current directory choose the program.
   */
  private Path find(List<String> argv) throws CommandException {
    String program = argv.getFirst();
    if (program.startsWith("/")) {
      return Path.of(program);
    }
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(File.pathSeparator)) {
      if (directory.startsWith("/")) {
        Path candidate = Path.of(directory, program);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    throw CommandException.notRun(argv, "there is no " + program + " in PATH", null);
  }
}
