package dev.coven.cli;

import dev.coven.home.EnvironmentFile;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code coven env list}: names, and nothing but names. */
@Command(name = "list", description = "Lists the names of the variables that every harness gets.")
final class EnvListCommand extends EnvVerb {
  EnvListCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    EnvironmentFile file = file();
    Set<String> names = file.read().keySet();
    print(
        file,
        "names",
        names,
        names.isEmpty()
            ? "No variables in " + shown(file) + ". To take one: coven env import NAME"
            : String.join(System.lineSeparator(), names));
    if (file.isLoose()) {
      voice().say("Others may read " + shown(file) + ".", "chmod 600 " + shown(file));
    }
    return ExitCode.OK;
  }
}
