package dev.coven.session;

import dev.coven.contract.SessionLimits;
import dev.coven.harness.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts harnesses that end with their daemon. */
final class PlainStarter implements Starter {
  /**
   * The daemon's own umask of 077 would make everything private that a harness writes into the
   * user's project. The shell parses these lines and passes the rest on untouched.
   */
  private static final String AT_ONCE = Entrance.SCRIPT + "exec \"$@\"";

  /**
   * The same on a terminal, whose size pty4j sets only once the process runs: a program must not
   * find that it has none.
   */
  private static final String AT_GATE =
      Entrance.SCRIPT
          + """
          d=$1; shift
          go=; read -r go <"$d/gate"
          [ "$go" = go ] || exit 125
          exec "$@"
          """;

  private final Path directories;

  /**
   * A starter.
   *
   * @param directories where sessions have their files
   */
  PlainStarter(Path directories) {
    this.directories = directories;
  }

  @Override
  public Optional<String> obstacleTo(SessionLimits limits) {
    return limits.isSet()
        ? Optional.of("Limits need a daemon that systemd keeps; this one is not.")
        : Optional.empty();
  }

  @Override
  public HarnessProcess start(HarnessStart start) throws IOException {
    return switch (start.input()) {
      case Invocation.Input.Terminal _ -> startOnTerminal(start);
      case Invocation.Input.Lines _ -> startBetweenPipes(start, Optional.empty());
      case Invocation.Input.Once once -> startOnFile(start, once.content());
    };
  }

  private static HarnessProcess startBetweenPipes(HarnessStart start, Optional<Path> content)
      throws IOException {
    return PipedProcess.start(
        command(start, AT_ONCE), start.directory(), start.environment(), content);
  }

  private static List<String> command(HarnessStart start, String script, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", script, "sh", start.umask(), start.directory().toString()));
    command.addAll(List.of(arguments));
    command.addAll(start.command());
    return command;
  }

  private HarnessProcess startOnTerminal(HarnessStart start) throws IOException {
    SessionDirectory directory = SessionDirectory.create(directories, start.id());
    try {
      directory.gate().make();
      List<String> command = command(start, AT_GATE, directory.path().toString());
      return TerminalProcess.start(command, start.directory(), start.environment(), directory);
    } catch (IOException | RuntimeException | Error e) {
      directory.remove();
      throw e;
    }
  }

  /** From a file and not through a pipe: so it is whole, whatever becomes of the daemon. */
  private HarnessProcess startOnFile(HarnessStart start, String content) throws IOException {
    SessionDirectory directory = SessionDirectory.create(directories, start.id());
    try {
      Path prompt = directory.prompt(content);
      return startBetweenPipes(start, Optional.of(prompt));
    } finally {
      directory.remove(); // The harness has it open.
    }
  }
}
