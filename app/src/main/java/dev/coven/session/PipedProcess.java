package dev.coven.session;

import dev.coven.contract.TerminalSize;
import dev.coven.posix.Alarm;
import dev.coven.posix.Descriptor;
import dev.coven.posix.DescriptorOutput;
import dev.coven.posix.Pipe;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A harness between pipes; what it prints to standard error stands among its output. The pipes are
 * our own: the JDK closes those that it makes when the process ends, and then what its descendants
 * still print is lost, and a write that waits cannot be ended.
 */
final class PipedProcess implements HarnessProcess {
  /**
   * Gives the harness a session of its own, so that no signal of a terminal reaches it. macOS has
   * no such program; there the harness stays in the daemon's session.
   */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;
  private final Descriptor input;
  private final Alarm alarm = new Alarm();
  private final OutputSource output;

  private PipedProcess(Process process, Descriptor input, Descriptor printed) throws IOException {
    this.process = process;
    this.input = input;
    input.letNothingWait();
    this.output = new PlainOutput(printed, alarm, new HangUp(process::isAlive));
  }

  /**
   * Starts a harness.
   *
   * @param command program and arguments
   * @param directory where it runs
   * @param environment all that it finds there
   * @param content a file that is its whole standard input; without one that is a pipe
   * @throws IOException when it cannot be started
   */
  static PipedProcess start(
      List<String> command, Path directory, Map<String, String> environment, Optional<Path> content)
      throws IOException {
    ProcessBuilder builder = builder(command, directory, environment);
    Pipe output = Pipe.open();
    try {
      Pipe input = Pipe.open();
      try {
        builder.redirectOutput(Redirect.appendTo(file(output.writeEnd())));
        builder.redirectInput(content.isPresent() ? content.get().toFile() : file(input.readEnd()));
        PipedProcess started =
            new PipedProcess(builder.start(), input.writeEnd(), output.readEnd());
        // The harness and its descendants alone have them now: the end is when all are gone.
        output.writeEnd().close();
        input.readEnd().close();
        return started;
      } catch (IOException e) {
        input.close();
        throw e;
      }
    } catch (IOException e) {
      output.close();
      throw e;
    }
  }

  /** What starts a process in a session of its own, with its errors among its output. */
  static ProcessBuilder builder(
      List<String> command, Path directory, Map<String, String> environment) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      line.add(SETSID.toString());
    }
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** A name under which the JDK can open it for a child. */
  static File file(Descriptor descriptor) throws IOException {
    return new File("/dev/fd/" + descriptor.number());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public OutputSource output() {
    return output;
  }

  @Override
  public OutputStream input() {
    return new DescriptorOutput(input, alarm);
  }

  @Override
  public boolean echoes() {
    return true; // A pipe shows nothing, and hides nothing.
  }

  @Override
  public boolean onTerminal() {
    return false;
  }

  @Override
  public void resize(TerminalSize size) throws IOException {
    throw new IOException("pipes have no size");
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public OptionalInt waitFor() throws InterruptedException {
    return OptionalInt.of(process.waitFor());
  }

  @Override
  public void leave() throws IOException {
    alarm.raise();
  }

  @Override
  public void close() throws IOException {
    try (alarm;
        output) {
      input.close();
    }
  }
}
