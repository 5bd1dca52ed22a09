package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.supervise.StartResult;
import dev.coven.supervise.StopResult;
import dev.coven.supervise.Unsupervised;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coven daemon restart}. */
@Command(
    name = "restart",
    description = "Stops the daemon, if it runs, and starts it; live sessions end.")
final class RestartCommand extends ServiceVerb {
  @Mixin private StartTimeout timeout;

  RestartCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    Duration patience = timeout.get();
    Unsupervised service = service();
    StopResult stopped = service.stop();
    StartResult started = service.start(patience);
    JsonObject before = new JsonObject();
    describe(before, stopped);
    JsonObject document = JsonText.document();
    describe(document, started);
    document.add("stopped", before);
    print(document, sentence(stopped) + System.lineSeparator() + sentence(started));
    return ExitCode.OK;
  }
}
