package dev.coven.cli;

import dev.coven.privacy.Printable;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What to say to a command line that is wrong. */
final class WrongUsage {
  private final Io io;

  /**
   * For one command line.
   *
   * @param io where it is said
   */
  WrongUsage(Io io) {
    this.io = io;
  }

  /**
   * Says what is wrong, what may have been meant, and where to read more.
   *
   * @return the exit code
   */
  int report(ParameterException failure) {
    io.say(Printable.line(message(failure)));
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      guess(unmatched, command);
    }
    io.err().println("  try: " + command + " --help");
    return ExitCode.USAGE;
  }

  private static String message(ParameterException failure) {
    boolean wantsCommand = !failure.getCommandLine().getSubcommands().isEmpty();
    return failure instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && wantsCommand
        ? "There is no command " + unmatched.getUnmatched().getFirst() + "."
        : failure.getMessage();
  }

  private void guess(UnmatchedArgumentException unmatched, String command) {
    List<String> similar = unmatched.getSuggestions();
    if (!similar.isEmpty()) {
      String first = unmatched.isUnknownOption() ? "" : command + " ";
      io.err()
          .println(
              similar.stream()
                  .limit(2)
                  .map(word -> first + word)
                  .collect(Collectors.joining(" or ", "  did you mean: ", "")));
    } else if (!unmatched.isUnknownOption() && command.equals("coven run")) {
      io.err().println("  The prompt is one word for the shell: quote it.");
    }
  }

  /**
   * Runs what was parsed, unless an option stands before the verb that it was meant for, where it
   * would have no effect: {@code coven sessions --instance work show X}.
   *
   * @return the exit code
   */
  static int refuseEarlyOptions(ParseResult line) {
    for (ParseResult verb = line; verb.hasSubcommand(); verb = verb.subcommand()) {
      CommandLine after = verb.subcommand().commandSpec().commandLine();
      for (OptionSpec option : verb.matchedOptions()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          throw new ParameterException(
              after,
              option.longestName()
                  + " stands before "
                  + after.getCommandName()
                  + "; write it behind");
        }
      }
    }
    return new CommandLine.RunLast().execute(line);
  }
}
