package dev.coven.supervise;

import java.time.Duration;
import java.util.List;

/**
 * Runs other programs: the one way from here to {@code systemctl}, {@code loginctl}, {@code
 * journalctl} and {@code launchctl}.
 */
@FunctionalInterface
public interface CommandRunner {
  /**
   * Runs a program to its end. No shell takes part, and it has no terminal and no input.
   *
   * @param argv the program, by name or absolute path, and its arguments
   * @param limit how long it may take; it is killed then
   * @return what came of it, whatever its exit code
   * @throws CommandException when there is no such program, or it took too long
   * @throws InterruptedException when this thread was interrupted; the program is killed
   */
  CommandResult run(List<String> argv, Duration limit)
      throws CommandException, InterruptedException;
}
