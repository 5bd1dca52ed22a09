package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.home.EnvironmentFile;
import dev.coven.privacy.Printable;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the verbs about variables have in common. None of them asks the daemon. */
abstract class EnvVerb extends DaemonVerb {
  @Spec private CommandSpec spec;

  EnvVerb(Io io) {
    super(io);
  }

  final EnvironmentFile file() throws Exception {
    return new EnvironmentFile(home().environment());
  }

  /**
   * Refuses what is no name. It is never shown: the commonest mistake is {@code NAME=VALUE}, and
   * the value is a secret.
   */
  final void requireNames(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!EnvironmentFile.isName(names.get(i))) {
        throw new ParameterException(
            spec.commandLine(),
            "argument "
                + (i + 1)
                + " is no name of a variable"
                + (names.get(i).contains("=")
                    ? "; give the name alone, the value is taken from this shell"
                    : ""));
      }
    }
  }

  /**
   * Prints names.
   *
   * @param member what they are called in JSON
   * @param sentence what is said of them otherwise
   */
  final void print(EnvironmentFile file, String member, Collection<String> names, String sentence) {
    JsonArray array = new JsonArray();
    names.forEach(array::add);
    JsonObject document = JsonText.document();
    document.addProperty("file", file.path().toString());
    document.add(member, array);
    print(document, sentence);
  }

  static String shown(EnvironmentFile file) {
    return Printable.line(file.path().toString());
  }
}
