package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.StartOptions;
import dev.coven.supervise.StopResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven daemon stop}. */
@Command(
    name = "stop",
    description = "Stops the daemon until it is started, or until your next login.")
final class StopCommand extends ServiceVerb {
  @Option(
      names = "--unsupervised",
      description = "Only the daemon of this COVEN_HOME that no service manager keeps.")
  private boolean unsupervised;

  StopCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    StopResult result =
        service().stop(unsupervised ? StartOptions.Keeper.NOBODY : StartOptions.Keeper.ANY);
    JsonObject document = JsonText.document();
    describe(document, result);
    print(document, sentence(result));
    return ExitCode.OK;
  }
}
