package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.StartResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven daemon start}. */
@Command(
    name = "start",
    description = "Starts the daemon, now and at each login, unless it runs already.")
final class StartCommand extends ServiceVerb {
  @Mixin private StartFlags flags;

  @Option(names = "--no-wait", description = "Do not wait until the daemon is ready.")
  private boolean noWait;

  StartCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    StartResult result = service().start(flags.options(!noWait));
    JsonObject document = JsonText.document();
    describe(document, result);
    print(document, sentence(result));
    return ExitCode.OK;
  }
}
