package dev.coven.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A harness between pipes; what it prints to standard error stands among its output. */
final class PipedProcess implements HarnessProcess {
  /**
   * Gives the harness a session of its own, so that no signal of a terminal reaches it. macOS has
   * no such program; there the harness stays in the daemon's session.
   */
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Process process;

  private PipedProcess(Process process) {
    this.process = process;
  }

  static PipedProcess start(List<String> command, Path directory, Map<String, String> environment)
      throws IOException {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      line.add(SETSID.toString());
    }
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new PipedProcess(builder.start());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public InputStream output() {
    return process.getInputStream();
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    try {
      process.getOutputStream().close();
    } finally {
      process.getInputStream().close();
    }
  }
}
