package dev.coven.cli;

import dev.coven.supervise.CovenService;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven daemon status}; the exit code tells the state. */
@Command(name = "status", description = "Shows how the daemon does, within 3 seconds.")
final class StatusCommand extends ServiceVerb {
  private static final Duration WATCH_PAUSE = Duration.ofSeconds(1);

  @Option(names = "--watch", description = "Show it again each second, until interrupted.")
  private boolean watch;

  StatusCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    CovenService service = service();
    StatusReport report = show(service);
    while (watch && !io.out().checkError()) {
      Thread.sleep(WATCH_PAUSE);
      if (!isJson()) {
        io.out().println();
      }
      report = show(service);
    }
    return report.state().exitCode();
  }

  private StatusReport show(CovenService service) throws Exception {
    StatusReport report = new StatusSurvey(service.look()).take();
    if (isJson()) {
      io.out().println(JsonText.of(report.toJson()));
    } else {
      new StatusText(io.out(), io.palette(), instance()).print(report);
    }
    return report;
  }
}
