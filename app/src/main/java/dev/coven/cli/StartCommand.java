package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.StartResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coven daemon start}. */
@Command(name = "start", description = "Starts the daemon, unless it runs already.")
final class StartCommand extends ServiceVerb {
  @Mixin private StartTimeout timeout;

  StartCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    StartResult result = service().start(timeout.get());
    JsonObject document = JsonText.document();
    describe(document, result);
    print(document, sentence(result));
    return ExitCode.OK;
  }
}
