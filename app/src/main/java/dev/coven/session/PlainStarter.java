package dev.coven.session;

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
   * user's project. The shell parses this one line and passes the rest on untouched.
   */
  private static final String WITH_UMASK = "umask \"$1\"; shift; exec \"$@\"";

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
  public boolean limits() {
    return false;
  }

  @Override
  public HarnessProcess start(HarnessStart start) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", WITH_UMASK, "sh", start.umask()));
    command.addAll(start.command());
    return switch (start.input()) {
      case Invocation.Input.Terminal _ ->
          TerminalProcess.start(command, start.directory(), start.environment());
      case Invocation.Input.Lines _ ->
          PipedProcess.start(command, start.directory(), start.environment(), Optional.empty());
      case Invocation.Input.Once once -> startOnFile(start, command, once.content());
    };
  }

  /** From a file and not through a pipe: so it is whole, whatever becomes of the daemon. */
  private HarnessProcess startOnFile(HarnessStart start, List<String> command, String content)
      throws IOException {
    SessionDirectory directory = SessionDirectory.create(directories, start.id());
    try {
      Path prompt = directory.prompt(content);
      return PipedProcess.start(
          command, start.directory(), start.environment(), Optional.of(prompt));
    } finally {
      directory.remove(); // The harness has it open.
    }
  }
}
