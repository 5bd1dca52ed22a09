package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.update.UpdateRefusedException;
import dev.coven.update.Upgrade;
import dev.coven.update.UpgradeResult;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven upgrade}: the next version, by hand. */
@Command(
    name = "upgrade",
    description = {
      "Installs the newest version, and restarts the daemons with it.",
      "A version that does not run is taken back."
    })
final class UpgradeCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document, and nothing else.")
  private boolean json;

  @Option(names = "--check", description = "Only look whether there is a newer version.")
  private boolean check;

  @Option(
      names = "--from",
      paramLabel = "FILE|URL",
      description = "Where releases are announced: a directory, or an https URL.")
  private String from;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      defaultValue = "stable",
      description = "Which releases to take (default: ${DEFAULT-VALUE}).")
  private String channel;

  @Option(names = "--rollback", description = "Go back to the version before.")
  private boolean rollback;

  @Option(names = "--force", description = "Also where live sessions end with the daemon.")
  private boolean force;

  UpgradeCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (rollback && (check || from != null)) {
      throw new ParameterException(
          spec.commandLine(), "--rollback goes with neither --check nor --from");
    }
    try {
      UpgradeResult result = result();
      io.out().println(json ? JsonText.of(document(result)) : sentence(result));
      return ExitCode.OK;
    } catch (UpdateRefusedException e) {
      voice().say(e.getMessage(), e.next().orElse(null));
      return ExitCode.FAILED;
    }
  }

  private UpgradeResult result() throws Exception {
    Upgrade upgrade =
        new Upgrade(System.getProperty("coven.image"), io.environment(), voice()::say);
    Optional<String> feed = Optional.ofNullable(from);
    if (rollback) {
      return upgrade.rollback(force);
    }
    return check ? upgrade.check(feed, channel) : upgrade.run(feed, channel, force);
  }

  private static String sentence(UpgradeResult result) {
    StringBuilder text =
        new StringBuilder(
            switch (result.outcome()) {
              case UP_TO_DATE -> "Coven " + result.version() + " is the newest version.";
              case AVAILABLE ->
                  "Coven "
                      + result.other()
                      + " is there; "
                      + result.version()
                      + " is installed. To install it: coven upgrade";
              case UPGRADED ->
                  "Coven " + result.version() + " is installed; it was " + result.other() + ".";
              case ROLLED_BACK ->
                  "Coven "
                      + result.version()
                      + " is installed again; it was "
                      + result.other()
                      + ".";
            });
    for (UpgradeResult.Restarted daemon : result.daemons()) {
      text.append(System.lineSeparator())
          .append("  The daemon ")
          .append(daemon.instance())
          .append(" runs it (pid ")
          .append(daemon.pid())
          .append("; it was ")
          .append(daemon.previousPid())
          .append(").");
    }
    return text.toString();
  }

  private static JsonObject document(UpgradeResult result) {
    JsonObject document = JsonText.document();
    document.addProperty("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
    document.addProperty("version", result.version().text());
    boolean looked = result.outcome() == UpgradeResult.Outcome.AVAILABLE;
    if (looked) {
      document.addProperty("available", result.other().text());
    } else if (result.outcome() != UpgradeResult.Outcome.UP_TO_DATE) {
      document.addProperty("previous", result.other().text());
    }
    JsonArray daemons = new JsonArray();
    for (UpgradeResult.Restarted daemon : result.daemons()) {
      JsonObject each = new JsonObject();
      each.addProperty("instance", daemon.instance());
      each.addProperty("previousPid", daemon.previousPid());
      each.addProperty("pid", daemon.pid());
      daemons.add(each);
    }
    document.add("daemons", daemons);
    return document;
  }
}
