package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.StopResult;
import picocli.CommandLine.Command;

/** {@code coven daemon stop}. */
@Command(name = "stop", description = "Stops the daemon; live sessions end with it.")
final class StopCommand extends ServiceVerb {
  StopCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    StopResult result = service().stop();
    JsonObject document = JsonText.document();
    describe(document, result);
    print(document, sentence(result));
    return ExitCode.OK;
  }
}
