package dev.coven.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** All commands, put together for the parser. */
final class CommandTree {
  private CommandTree() {}

  /**
   * The parser for a command line. Building the model of a command takes milliseconds, so only the
   * branch that the first word names is built; without such a word, all of them.
   *
   * @param io the world outside
   * @param arguments the command line
   */
  static CommandLine of(Io io, String... arguments) {
    CommandLine root = new CommandLine(new CovenCommand(io));
    String verb = arguments.length == 0 ? "" : arguments[0];
    switch (verb) {
      case "daemon" -> addDaemon(root, io);
      case "run" -> root.addSubcommand(new RunCommand(io));
      case "sessions" -> addSessions(root, io);
      case "attach" -> root.addSubcommand(new AttachCommand(io));
      case "kill" -> root.addSubcommand(new KillCommand(io));
      default -> {
        addDaemon(root, io);
        root.addSubcommand(new RunCommand(io));
        addSessions(root, io);
        root.addSubcommand(new AttachCommand(io));
        root.addSubcommand(new KillCommand(io));
      }
    }
    // Otherwise a prompt that begins with @ would be replaced by the words of a file.
    root.setExpandAtFiles(false);
    root.setOut(new java.io.PrintWriter(io.out(), true));
    root.setErr(new java.io.PrintWriter(io.err(), true));
    root.setParameterExceptionHandler((failure, _) -> wrongUsage(io, failure));
    root.setExecutionExceptionHandler(
        (failure, command, _) -> {
          if (failure instanceof ParameterException usage) {
            return wrongUsage(io, usage);
          }
          Verb failed = command.getCommand();
          return new Failures(io).report(failure, failed.failure());
        });
    return root;
  }

  private static void addDaemon(CommandLine root, Io io) {
    root.addSubcommand(
        new CommandLine(new DaemonCommand(io))
            .addSubcommand(new ServeCommand(io))
            .addSubcommand(new StartCommand(io))
            .addSubcommand(new StatusCommand(io))
            .addSubcommand(new RestartCommand(io))
            .addSubcommand(new StopCommand(io)));
  }

  private static void addSessions(CommandLine root, Io io) {
    root.addSubcommand(
        new CommandLine(new SessionsCommand(io))
            .addSubcommand(new SessionShowCommand(io))
            .addSubcommand(new SessionEventsCommand(io))
            .addSubcommand(new SessionLogCommand(io)));
  }

  private static int wrongUsage(Io io, ParameterException failure) {
    io.say(dev.coven.privacy.Printable.line(failure.getMessage()));
    io.err()
        .println("  try: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }
}
