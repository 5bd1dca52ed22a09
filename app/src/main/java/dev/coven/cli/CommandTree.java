package dev.coven.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** All commands, put together for the parser. */
final class CommandTree {
  private static final List<Branch> ROOT =
      List.of(
          new Branch(
              "daemon",
              DaemonCommand::new,
              List.of(
                  Branch.leaf("serve", ServeCommand::new),
                  Branch.leaf("start", StartCommand::new),
                  Branch.leaf("status", StatusCommand::new),
                  Branch.leaf("logs", LogsCommand::new),
                  Branch.leaf("restart", RestartCommand::new),
                  Branch.leaf("stop", StopCommand::new),
                  Branch.leaf("unit", UnitCommand::new),
                  Branch.leaf("uninstall", UninstallCommand::new))),
          new Branch(
              "config", ConfigCommand::new, List.of(Branch.leaf("check", ConfigCheckCommand::new))),
          Branch.leaf("doctor", DoctorCommand::new),
          Branch.leaf("diagnostics", DiagnosticsCommand::new),
          Branch.leaf("run", RunCommand::new),
          Branch.leaf("relaunch", RelaunchCommand::new),
          new Branch(
              "harness",
              HarnessCommand::new,
              List.of(
                  Branch.leaf("list", HarnessListCommand::new),
                  Branch.leaf("doctor", HarnessDoctorCommand::new))),
          new Branch(
              "env",
              EnvCommand::new,
              List.of(
                  Branch.leaf("import", EnvImportCommand::new),
                  Branch.leaf("list", EnvListCommand::new),
                  Branch.leaf("remove", EnvRemoveCommand::new))),
          new Branch(
              "sessions",
              SessionsCommand::new,
              List.of(
                  Branch.leaf("show", SessionShowCommand::new),
                  Branch.leaf("events", SessionEventsCommand::new),
                  Branch.leaf("log", SessionLogCommand::new))),
          new Branch(
              "ledger",
              LedgerCommand::new,
              List.of(
                  Branch.leaf("check", LedgerCheckCommand::new),
                  Branch.leaf("backup", LedgerBackupCommand::new),
                  Branch.leaf("repair", LedgerRepairCommand::new),
                  Branch.leaf("prune", LedgerPruneCommand::new),
                  Branch.leaf("compact", LedgerCompactCommand::new))),
          Branch.leaf("attach", AttachCommand::new),
          Branch.leaf("input", InputCommand::new),
          Branch.leaf("wait", WaitCommand::new),
          Branch.leaf("kill", KillCommand::new),
          Branch.leaf("archive", ArchiveCommand::new),
          Branch.leaf("restore", RestoreCommand::new).also("summon"),
          Branch.leaf("delete", DeleteCommand::new).also("sacrifice"),
          Branch.leaf("upgrade", UpgradeCommand::new),
          Branch.leaf("self-check", SelfCheckCommand::new));

  private CommandTree() {}

  /**
   * A word of the command line, the verb behind it, the words that may follow, and the words that
   * mean the same.
   */
  private record Branch(
      String word, Function<Io, Verb> verb, List<Branch> below, List<String> others) {
    Branch(String word, Function<Io, Verb> verb, List<Branch> below) {
      this(word, verb, below, List.of());
    }

    static Branch leaf(String word, Function<Io, Verb> verb) {
      return new Branch(word, verb, List.of());
    }

    Branch also(String... more) {
      return new Branch(word, verb, below, List.of(more));
    }

    boolean is(String asked) {
      return word.equals(asked) || others.contains(asked);
    }
  }

  /**
   * The parser for a command line.
   *
   * @param io the world outside
   * @param arguments the command line
   */
  static CommandLine of(Io io, String... arguments) {
    CommandLine root = new CommandLine(new CovenCommand(io));
    grow(root, ROOT, io, arguments, 0);
    // Otherwise a prompt that begins with @ would be replaced by the words of a file.
    root.setExpandAtFiles(false);
    root.setOut(new PrintWriter(io.out(), true));
    root.setErr(new PrintWriter(io.err(), true));
    root.setParameterExceptionHandler((failure, _) -> new WrongUsage(io).report(failure));
    root.setExecutionStrategy(WrongUsage::refuseEarlyOptions);
    root.setExecutionExceptionHandler(
        (failure, command, _) -> {
          if (failure instanceof ParameterException usage) {
            return new WrongUsage(io).report(usage);
          }
          Verb failed = command.getCommand();
          return new Failures(failed.voice()).report(failure, failed.failure());
        });
    return root;
  }

  /**
   * Adds what may follow. The parser's model of a verb takes milliseconds to build, so where the
   * command line names one, the others are left out; where it names none, they are needed for help.
   */
  private static void grow(
      CommandLine command, List<Branch> branches, Io io, String[] arguments, int depth) {
    String word = depth < arguments.length ? arguments[depth] : "";
    boolean known = branches.stream().anyMatch(branch -> branch.is(word));
    for (Branch branch : branches) {
      if (!known || branch.is(word)) {
        CommandLine verb = new CommandLine(branch.verb.apply(io));
        grow(verb, branch.below, io, arguments, depth + 1);
        command.addSubcommand(branch.word, verb, branch.others.toArray(String[]::new));
      }
    }
  }
}
