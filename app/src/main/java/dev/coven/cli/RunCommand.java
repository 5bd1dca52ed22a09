package dev.coven.cli;

import dev.coven.contract.LaunchDraft;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import dev.coven.contract.SessionLimits;
import dev.coven.home.ConfigUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
final class RunCommand extends LaunchVerb {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HARNESS", description = "Which one: codex, claude, …")
  private String harness;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROMPT",
      description =
          "What it shall do, in one word for the shell: quote it. - reads standard input.")
  private String prompt;

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description = "Take the prompt from a file; - reads standard input.")
  private String promptFile;

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
      names = "--interactive",
      description = "On a terminal of its own, to be typed to, even if none is here.")
  private boolean interactive;

  @Option(
      names = "--non-interactive",
      description = "Answer the prompt and end, even if a terminal is here.")
  private boolean nonInteractive;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "A word to find it by: coven sessions --label. Can be repeated.")
  private List<String> labels = new ArrayList<>();

  RunCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (harness.isBlank()) {
      throw new ParameterException(spec.commandLine(), "HARNESS must not be empty");
    }
    if ((prompt == null) == (promptFile == null)) {
      throw new ParameterException(
          spec.commandLine(),
          prompt == null ? "a PROMPT is missing" : "PROMPT and --prompt-file exclude each other");
    }
    if (interactive && nonInteractive) {
      throw new ParameterException(
          spec.commandLine(), "--interactive and --non-interactive exclude each other");
    }
    if (prompt != null && prompt.isBlank()) {
      throw new ParameterException(spec.commandLine(), "PROMPT must not be empty");
    }
    SessionLimits limits = limits();
    String source = promptFile != null ? promptFile : prompt;
    boolean read = promptFile != null || prompt.equals(PromptSource.STDIN);
    return launchAndStay(request(read ? PromptSource.read(source, System.in) : prompt, limits));
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

  private LaunchMode mode() {
    return interactive || !nonInteractive && personIsThere()
        ? LaunchMode.INTERACTIVE
        : LaunchMode.NON_INTERACTIVE;
  }

  private LaunchRequest request(String text, SessionLimits limits) throws IOException {
    return new LaunchDraft(Path.of("").toRealPath().toString(), harness, text)
        .cwd(cwd)
        .title(title)
        .model(model)
        .launchMode(mode())
        .labels(labels)
        .id(id != null ? id : UUID.randomUUID().toString())
        .limits(limits)
        .build();
  }
}
