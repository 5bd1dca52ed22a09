package dev.coven.torture;

import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds harnesses back until all are there: a named pipe that they open to read. */
final class Gate implements AutoCloseable {
  private final Path pipe;
  private OutputStream opened;

  private Gate(Path pipe) {
    this.pipe = pipe;
  }

  /** A closed gate for the harnesses of a home. */
  static Gate of(TempHome home) throws IOException {
    Path pipe = home.user().resolve("gate");
    Process process = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("mkfifo ended with " + process.exitValue());
    }
    return new Gate(pipe);
  }

  /** Lets all pass who wait or will come; waits for the first of them. */
  void open() throws IOException {
    opened = Files.newOutputStream(pipe);
  }

  @Override
  public void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
    Files.delete(pipe);
  }
}
