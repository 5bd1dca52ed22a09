package dev.coven.session;

import com.pty4j.unix.UnixPtyProcess;
import dev.coven.contract.SessionLimits;
import dev.coven.harness.Invocation;
import dev.coven.ledger.Handover;
import dev.coven.posix.Descriptor;
import dev.coven.posix.MemoryFile;
import dev.coven.posix.Pipe;
import dev.coven.posix.Terminal;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts harnesses that outlive their daemon. */
final class KeptStarter implements Starter {
  /**
   * A shell around the harness: waits at the gate, and writes down what the harness exits with,
   * also when everything gets a signal to end. Its own words go nowhere, or "Killed" would stand in
   * the output: so the harness gets its standard error in a process of its own. It starts no
   * program but the harness, and parses nothing of what it passes on.
   */
  private static final String SHELL =
      Entrance.SCRIPT
          + """
          d=$1; shift
          exec 3>&2 2>/dev/null
          go=; read -r go <"$d/gate"
          [ "$go" = go ] || exit 125
          trap : HUP INT QUIT TERM
          (exec 2>&3 3>&-; exec "$@")
          code=$?
          echo "$code" >"$d/exit"
          exit "$code"
          """;

  private final SessionKeeper keeper;
  private final Path directories;

  /**
   * A starter.
   *
   * @param keeper keeps what is started
   * @param directories where sessions have their files
   */
  KeptStarter(SessionKeeper keeper, Path directories) {
    this.keeper = keeper;
    this.directories = directories;
  }

  @Override
  public Optional<String> obstacleTo(SessionLimits limits) {
    try {
      return limits.memoryBytes().isPresent() && !keeper.limitsMemory()
          ? Optional.of(
              "A limit of memory would not be enforced: this user's systemd was not given the"
                  + " memory controller (Delegate=memory for user@.service).")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("Whether a limit of memory would be enforced cannot be told: " + e);
    }
  }

  @Override
  public HarnessProcess start(HarnessStart start) throws IOException, InterruptedException {
    keeper.announce();
    SessionDirectory directory = SessionDirectory.create(directories, start.id());
    try {
      directory.gate().make();
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of("/bin/sh", "-c", SHELL, "sh", start.umask(), start.directory().toString()));
      command.add(directory.path().toString());
      command.addAll(start.command());
      return start.onTerminal()
          ? onTerminal(start, command, directory)
          : betweenPipes(start, command, directory);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      directory.remove();
      throw e;
    }
  }

  private HarnessProcess onTerminal(
      HarnessStart start, List<String> command, SessionDirectory directory)
      throws IOException, InterruptedException {
    UnixPtyProcess process = TerminalProcess.spawn(command, start.directory(), start.environment());
    return own(
        start,
        process,
        directory,
        () -> {
          Descriptor master = TerminalProcess.master(process);
          Pipe pipe = Pipe.open();
          return new KeptDescriptors(
              master, null, pipe.writeEnd(), pipe.readEnd(), MemoryFile.create("coven-output"));
        });
  }

  private HarnessProcess betweenPipes(
      HarnessStart start, List<String> command, SessionDirectory directory)
      throws IOException, InterruptedException {
    ProcessBuilder builder = PipedProcess.builder(command, start.directory(), start.environment());
    try (Pipe output = Pipe.open();
        Pipe input = Pipe.open()) {
      builder.redirectOutput(Redirect.appendTo(PipedProcess.file(output.writeEnd())));
      boolean typable = !(start.input() instanceof Invocation.Input.Once);
      if (start.input() instanceof Invocation.Input.Once once) {
        builder.redirectInput(directory.prompt(once.content()).toFile());
      } else {
        builder.redirectInput(PipedProcess.file(input.readEnd()));
      }
      return own(
          start,
          builder.start(),
          directory,
          () ->
              new KeptDescriptors(
                  null,
                  typable ? Descriptor.duplicateOf(input.writeEnd().number()) : null,
                  null,
                  Descriptor.duplicateOf(output.readEnd().number()),
                  MemoryFile.create("coven-output")));
    }
  }

  /** What a session needs, made once its process runs. */
  @FunctionalInterface
  private interface Making {
    KeptDescriptors make() throws IOException;
  }

  private HarnessProcess own(
      HarnessStart start, Process process, SessionDirectory directory, Making making)
      throws IOException, InterruptedException {
    KeptNames names = new KeptNames(start.key());
    try {
      KeptDescriptors descriptors = making.make();
      Integer terminal =
          descriptors.terminal() == null ? null : Terminal.number(descriptors.terminal());
      Handover handover = new Handover(terminal, InputWords.of(start.input()));
      KeptProcess kept =
          new KeptProcess(
              process.pid(),
              names,
              new ProcessWatch.Child(process),
              descriptors,
              directory,
              keeper,
              handover,
              0);
      try {
        descriptors.keep(keeper, names);
        keeper.enclose(start.key(), process.pid(), start.limits());
        keeper.settle();
        return kept;
      } catch (IOException | InterruptedException e) {
        kept.close();
        throw e;
      }
    } catch (IOException | InterruptedException e) {
      // It stands at its gate, and nobody will open it.
      process.destroyForcibly();
      throw e;
    }
  }
}
