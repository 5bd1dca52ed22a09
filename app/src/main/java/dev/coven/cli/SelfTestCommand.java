package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.daemon.SelfTest;
import picocli.CommandLine.Command;

/** {@code coven daemon self-test}: what {@code coven doctor} runs as a process of its own. */
@Command(
    name = "self-test",
    hidden = true,
    description = "Tries the native libraries and a terminal, for coven doctor; prints JSON.")
final class SelfTestCommand extends Verb {
  SelfTestCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    ConsoleLog.toStandardError("off");
    JsonObject document = JsonText.document();
    document.add("tried", SelfTest.run());
    io.out().println(JsonText.of(document));
    return ExitCode.OK;
  }
}
