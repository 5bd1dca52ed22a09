package dev.coven.cli;

import dev.coven.home.EnvironmentFile;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coven env remove}. */
@Command(
    name = "remove",
    description = "Takes variables away again; harnesses that run already keep theirs.")
final class EnvRemoveCommand extends EnvVerb {
  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names, without values.")
  private List<String> names;

  EnvRemoveCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    requireNames(names);
    EnvironmentFile file = file();
    Set<String> removed = file.remove(names);
    print(
        file,
        "removed",
        removed,
        removed.isEmpty()
            ? "Nothing to remove: " + String.join(", ", names) + " did not stand in " + shown(file)
            : "Removed " + String.join(", ", removed) + " from " + shown(file) + ".");
    return ExitCode.OK;
  }
}
