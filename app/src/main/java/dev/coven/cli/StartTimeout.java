package dev.coven.cli;

import dev.coven.supervise.Unsupervised;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --timeout} of the verbs that start a daemon. */
final class StartTimeout {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait until the daemon is ready (default: 20).")
  private Long seconds;

  Duration get() {
    if (seconds == null) {
      return Unsupervised.START_TIMEOUT;
    }
    if (seconds < 1) {
      throw new ParameterException(command.commandLine(), "--timeout must be at least 1");
    }
    return Duration.ofSeconds(seconds);
  }
}
