package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.home.CovenHome;
import dev.coven.home.HomePurge;
import dev.coven.privacy.Printable;
import dev.coven.supervise.UninstallResult;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven daemon uninstall}. */
@Command(
    name = "uninstall",
    description = "Stops the daemon and removes its unit. The ledger stays, unless it is purged.")
final class UninstallCommand extends ServiceVerb {
  @Spec private CommandSpec spec;

  @Option(
      names = "--purge",
      description = "Also remove the ledger and everything else of the daemon's in its home.")
  private boolean purge;

  @Option(names = "--yes", description = "Yes, remove what --purge names.")
  private boolean yes;

  UninstallCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (yes && !purge) {
      throw new ParameterException(spec.commandLine(), "--yes goes with --purge");
    }
    if (purge && !yes) {
      return listOnly();
    }
    UninstallResult result = service().uninstall();
    List<Path> purged = purge ? new HomePurge(new CovenHome(result.home())).remove() : List.of();
    JsonObject document = JsonText.document();
    describe(document, result.stopped());
    document.add(
        "removedUnit",
        Json.nullable(result.removed().stream().findFirst().map(Path::toString).orElse(null)));
    document.add("removedUnits", names(result.removed()));
    document.addProperty("lingerOff", result.lingerOff());
    document.addProperty("home", result.home().toString());
    document.add("purged", names(purged));
    print(document, sentence(result, purged));
    return ExitCode.OK;
  }

  /** Without --yes a purge only says what it would remove. */
  private int listOnly() throws Exception {
    Path home = service().look().target().home().directory();
    List<Path> there = new HomePurge(new CovenHome(home)).list();
    if (isJson()) {
      JsonObject document = JsonText.document();
      document.addProperty("outcome", "listed");
      document.addProperty("home", home.toString());
      document.add("wouldPurge", names(there));
      io.out().println(JsonText.of(document));
    } else {
      io.out().println("Would be removed, for good:");
      there.forEach(path -> io.out().println("  " + Printable.line(path.toString())));
      voice().say("Nothing was done.", "coven daemon uninstall --purge --yes");
    }
    return ExitCode.FAILED;
  }

  private static JsonArray names(List<Path> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }

  private static String sentence(UninstallResult result, List<Path> purged) {
    String line = System.lineSeparator();
    StringBuilder text = new StringBuilder(sentence(result.stopped()));
    text.append(line)
        .append(
            result.removed().isEmpty()
                ? "No unit was installed."
                : result.removed().stream()
                    .map(file -> "Removed " + Printable.line(file.toString()) + ".")
                    .collect(Collectors.joining(line)));
    if (result.lingerOff()) {
      text.append(line).append("Lingering, which Coven had turned on, is off again.");
    }
    text.append(line)
        .append(
            purged.isEmpty()
                ? "The ledger stays in " + Printable.line(result.home().toString()) + "."
                : "Removed " + purged.size() + " entries of the home.");
    return text.toString();
  }
}
