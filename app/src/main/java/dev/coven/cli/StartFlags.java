package dev.coven.cli;

import dev.coven.supervise.StartOptions;
import dev.coven.supervise.Unsupervised;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of the verbs that start a daemon. */
final class StartFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait until the daemon is ready (default: 20).")
  private Long seconds;

  @Option(
      names = "--linger",
      description = "systemd: keep the daemon after your last logout, and start it at boot.")
  private boolean linger;

  @Option(
      names = "--headless",
      description = "launchd: for a login without a desktop; the login keychain is locked there.")
  private boolean headless;

  @Option(
      names = "--supervised",
      description = "Fail where no service manager can keep the daemon.")
  private boolean supervised;

  @Option(names = "--unsupervised", description = "Use no service manager.")
  private boolean unsupervised;

  @Option(
      names = "--replace",
      description = "Replace a unit that Coven did not write; a copy is kept.")
  private boolean replace;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "The PATH by which the daemon finds harnesses (default: this shell's).")
  private String searchPath;

  StartOptions options(boolean await) {
    if (seconds != null && seconds < 1) {
      throw wrong("--timeout must be at least 1");
    }
    if (supervised && unsupervised) {
      throw wrong("--supervised and --unsupervised exclude each other");
    }
    return new StartOptions(
        keeper(),
        seconds == null ? Unsupervised.START_TIMEOUT : Duration.ofSeconds(seconds),
        await,
        linger,
        headless,
        replace,
        Optional.ofNullable(searchPath));
  }

  private StartOptions.Keeper keeper() {
    if (unsupervised) {
      return StartOptions.Keeper.NOBODY;
    }
    return supervised ? StartOptions.Keeper.SUPERVISOR : StartOptions.Keeper.ANY;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
