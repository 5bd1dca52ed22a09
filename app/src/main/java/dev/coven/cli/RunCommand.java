package dev.coven.cli;

import dev.coven.client.DaemonAwayException;
import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.Reconnection;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.Visibility;
import dev.coven.home.ConfigUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coven run}: launches a harness in the current directory and stays with it. */
@Command(
    name = "run",
    description =
        "Launches a harness in the current directory, shows what it prints, and exits with its exit"
            + " code.")
final class RunCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HARNESS", description = "Which one: codex, claude, …")
  private String harness;

  @Parameters(index = "1", paramLabel = "PROMPT", description = "What it shall do.")
  private String prompt;

  @Option(names = "--cwd", paramLabel = "DIR", description = "Run in this directory below.")
  private String cwd;

  @Option(names = "--title", paramLabel = "TEXT", description = "One line for the list.")
  private String title;

  @Option(names = "--id", paramLabel = "ID", description = "A name that makes a repeat safe.")
  private String id;

  @Option(names = "--model", paramLabel = "MODEL", description = "The model to ask for.")
  private String model;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What all its processes may use, such as 2GiB; under systemd.")
  private String memory;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long it may run, such as 30m or 2h; under systemd.")
  private String timeout;

  @Option(
      names = "--non-interactive",
      description = "Answer the prompt and end, even if a terminal is there.")
  private boolean nonInteractive;

  @Option(names = "--detach", description = "Print the session's id and leave it alone.")
  private boolean detach;

  @Option(
      names = "--json",
      description = "Print nothing but, at the end, the session's record as one JSON document.")
  private boolean json;

  RunCommand(Io io) {
    super(io);
  }

  @Override
  int failure() {
    return ExitCode.COVEN_FAILED;
  }

  @Override
  public Integer call() throws Exception {
    if (harness.isBlank() || prompt.isBlank()) {
      throw new ParameterException(spec.commandLine(), "HARNESS and PROMPT must not be empty");
    }
    boolean interactive = !nonInteractive && !json && io.terminals().both();
    LaunchRequest request = request(interactive);
    ReconnectNotice notice = new ReconnectNotice(io);
    SessionRecord session;
    try {
      session = launch(request, notice);
    } catch (DaemonAwayException e) {
      io.say("Whether the session was launched is not known.");
      return notice.giveUp(e, request.id());
    }
    if (detach) {
      if (json) {
        SessionShowCommand.printJson(io, session);
      } else {
        io.out().println(session.id());
      }
      return ExitCode.OK;
    }
    Watch.Manner manner =
        json ? Watch.Manner.RECORD : interactive ? Watch.Manner.INTERACTIVE : Watch.Manner.OUTPUT;
    return new Watch(io, io.home().socket(), session).follow(manner, false);
  }

  /** Repeated as often as it takes: the daemon knows the id, and launches once. */
  private SessionRecord launch(LaunchRequest request, ReconnectNotice notice) throws Exception {
    Path socket = io.home().socket();
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.HEALTHY)) {
      return Reconnection.first(client, new Detachment(), notice)
          .ask(daemon -> daemon.launch(request))
          .orElseThrow();
    }
  }

  private SessionLimits limits() {
    OptionalLong bytes = OptionalLong.empty();
    if (memory != null) {
      bytes =
          OptionalLong.of(
              ConfigUnits.size(memory)
                  .filter(size -> size >= SessionLimits.LEAST_MEMORY)
                  .orElseThrow(() -> wrong("--memory", memory, "a size from 16MiB, such as 2GiB")));
    }
    Optional<Duration> span = Optional.empty();
    if (timeout != null) {
      span =
          Optional.of(
              ConfigUnits.duration(timeout)
                  .orElseThrow(() -> wrong("--timeout", timeout, "a duration, such as 30m or 2h")));
    }
    return new SessionLimits(bytes, span);
  }

  private ParameterException wrong(String option, String value, String wanted) {
    return new ParameterException(
        spec.commandLine(), option + " takes " + wanted + ", and not: " + value);
  }

  private LaunchRequest request(boolean interactive) throws IOException {
    return new LaunchRequest(
        Path.of("").toRealPath().toString(),
        harness,
        prompt,
        cwd,
        title,
        model,
        interactive ? LaunchMode.INTERACTIVE : LaunchMode.NON_INTERACTIVE,
        List.of(),
        Visibility.PRIVATE,
        null,
        null,
        id != null ? id : UUID.randomUUID().toString(),
        limits());
  }
}
