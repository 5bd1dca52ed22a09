package dev.coven.cli;

import dev.coven.home.EnvironmentFile;
import dev.coven.home.HomeKeeper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coven env import}: from this shell to every harness that is launched from now on. */
@Command(
    name = "import",
    description = {
      "Takes variables from this shell's environment into the file that every launch reads.",
      "Values are never printed and never logged. All are taken or none."
    })
final class EnvImportCommand extends EnvVerb {
  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names, without values.")
  private List<String> names;

  EnvImportCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    requireNames(names);
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      String value = io.environment().get(name);
      Optional<String> fault = fault(name, value);
      if (fault.isPresent()) {
        voice().say(name + " " + fault.get() + "; nothing was imported.");
        if (value == null) {
          voice().next("export " + name);
        }
        return ExitCode.FAILED;
      }
      values.put(name, value);
    }
    new HomeKeeper(home()).prepare();
    EnvironmentFile file = file();
    file.set(values);
    print(
        file,
        "imported",
        values.keySet(),
        "Imported "
            + String.join(", ", values.keySet())
            + " into "
            + shown(file)
            + ". Every harness launched from now on gets "
            + (values.size() == 1 ? "it." : "them."));
    return ExitCode.OK;
  }

  private static Optional<String> fault(String name, String value) {
    if (EnvironmentFile.isReserved(name)) {
      return Optional.of("is set by a service manager or by Coven itself, and never by you");
    }
    return value == null
        ? Optional.of("is not set in this shell, or not exported")
        : EnvironmentFile.fault(value).map(fault -> fault + ", which the file cannot keep");
  }
}
