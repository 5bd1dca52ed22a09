package dev.coven.supervise;

import dev.coven.privacy.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code systemctl --user}: commands to the manager of this user's services (systemctl(1)). */
final class Systemctl {
  /** What only asks or only notes something down; the manager answers in milliseconds. */
  static final Duration QUICK = Duration.ofSeconds(15);

  /** More of its words than this do not help anybody. */
  private static final int MAX_SAID = 600;

  private final CommandRunner commands;

  Systemctl(CommandRunner commands) {
    this.commands = commands;
  }

  /**
   * Gives a command and requires that it succeeds.
   *
   * @throws ServiceException with what systemctl said, when it does not
   */
  CommandResult run(Duration limit, String... words) throws ServiceException, InterruptedException {
    CommandResult result = attempt(limit, words);
    if (!result.succeeded()) {
      throw new ServiceException(
          "systemctl --user " + String.join(" ", words) + " failed: " + said(result) + ".", null);
    }
    return result;
  }

  /**
   * Gives a command.
   *
   * @return what came of it, whatever its exit code
   * @throws ServiceException when it cannot be given: no systemctl, no manager, no answer in time
   */
  CommandResult attempt(Duration limit, String... words)
      throws ServiceException, InterruptedException {
    try {
      return give(limit, words);
    } catch (CommandException e) {
      throw new ServiceException(e.getMessage() + ".", null);
    }
  }

  /**
   * Gives a command that waits for a job of the manager's. The job goes on when the wait is over.
   *
   * @return what came of it, whatever its exit code; empty when nothing did in time
   * @throws ServiceException when it cannot be given
   */
  Optional<CommandResult> job(Duration limit, String... words)
      throws ServiceException, InterruptedException {
    try {
      return Optional.of(give(limit, words));
    } catch (CommandException e) {
      if (e.fault() == CommandException.Fault.TIMED_OUT) {
        return Optional.empty();
      }
      throw new ServiceException(e.getMessage() + ".", null);
    }
  }

  /** What the manager says about a service, also about one that it has never heard of. */
  SystemdShow show(String service) throws ServiceException, InterruptedException {
    return SystemdShow.parse(run(QUICK, "show", "-p", SystemdShow.PROPERTIES, service).out());
  }

  /** What the manager says about a service and the socket unit that goes with it, at one moment. */
  SystemdPair show(String service, String socket) throws ServiceException, InterruptedException {
    // One answer for each, in the order asked for, with an empty line between them.
    String said = run(QUICK, "show", "-p", SystemdShow.PROPERTIES, service, socket).out();
    String[] answers = said.split("\n\n", 2);
    return new SystemdPair(
        SystemdShow.parse(answers[0]), SystemdShow.parse(answers.length > 1 ? answers[1] : ""));
  }

  private CommandResult give(Duration limit, String... words)
      throws CommandException, ServiceException, InterruptedException {
    CommandResult result = commands.run(argv(words), limit);
    if (!result.succeeded() && isWithoutBus(result)) {
      throw new ServiceException(
          "The manager of this user's services cannot be reached: " + said(result) + ".", null);
    }
    return result;
  }

  /** The whole command: nobody is asked for a password behind the user's back. */
  static List<String> argv(String... words) {
    List<String> argv =
        new ArrayList<>(List.of("systemctl", "--user", "--no-pager", "--no-ask-password"));
    argv.addAll(List.of(words));
    return argv;
  }

  /** Since version 254 it reads "connect to user scope bus via local transport". */
  static boolean isWithoutBus(CommandResult result) {
    String err = result.err();
    return err.contains("Failed to connect to") && err.contains("bus");
  }

  /** What it said, in one line that is safe to print, without a period at its end. */
  static String said(CommandResult result) {
    String text = result.err().isBlank() ? result.out() : result.err();
    String line =
        text.lines()
            .map(String::strip)
            // These recommend commands, which is our part.
            .filter(each -> !each.isEmpty() && !each.startsWith("See ") && !each.startsWith("Hint"))
            .collect(Collectors.joining(" "));
    if (line.isEmpty()) {
      return "exit code " + result.exitCode() + " without a word";
    }
    String bounded = line.length() <= MAX_SAID ? line : line.substring(0, MAX_SAID) + "…";
    return Printable.line(bounded.endsWith(".") ? chop(bounded) : bounded);
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }
}
