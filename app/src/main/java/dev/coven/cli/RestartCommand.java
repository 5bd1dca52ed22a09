package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.RestartResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven daemon restart}. */
@Command(
    name = "restart",
    description = {
      "Ends the daemon, if it runs, and starts it with the installed version.",
      "The unit is made anew with this shell's PATH; with COVEN_HOME set, the daemon moves there."
    })
final class RestartCommand extends ServiceVerb {
  @Mixin private StartFlags flags;

  @Option(names = "--force", description = "Also where live sessions end with the daemon.")
  private boolean force;

  RestartCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    RestartResult result = service().restart(flags.options(true), force);
    JsonObject before = new JsonObject();
    describe(before, result.stopped());
    JsonObject document = JsonText.document();
    describe(document, result.started());
    document.add("stopped", before);
    print(
        document, sentence(result.stopped()) + System.lineSeparator() + sentence(result.started()));
    return ExitCode.OK;
  }
}
