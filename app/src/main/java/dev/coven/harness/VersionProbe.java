package dev.coven.harness;

import dev.coven.posix.DescriptorInput;
import dev.coven.posix.Pipe;
import dev.coven.posix.Poll;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks a program for its version: {@code PROGRAM --version}, in an environment that holds no
 * secret, with nothing to read, for a few seconds at most. What it started is ended with it.
 *
 * <p>The pipe is our own, because the JDK's can only be read by a thread that nobody can wake, and
 * what a program leaves behind may hold it open for ever. Asking waits inside the kernel: call it
 * on a platform thread.
 */
public final class VersionProbe {
  /** Programs on Node.js take one or two seconds on a busy machine. */
  public static final Duration LIMIT = Duration.ofSeconds(5);

  /** A version is a line; what prints more is no version. */
  private static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_CHARACTERS = 200;
  private static final int READ_BYTES = 4096;
  private static final File NOTHING = new File("/dev/null");

  /** How often to look whether a program that prints nothing has ended. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Map<String, String> environment = new HashMap<>();
  private final Path directory;
  private final Duration limit;

  /**
   * A probe.
   *
   * @param searchPath the PATH of what it starts, which may be a script that needs its interpreter
   * @param home the HOME of what it starts, and its working directory
   * @param limit how long a program may take
   */
  public VersionProbe(String searchPath, Path home, Duration limit) {
    environment.put("PATH", searchPath);
    environment.put("HOME", home.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("TERM", "dumb");
    this.directory = home;
    this.limit = limit;
  }

  /**
   * What a program answered.
   *
   * @param version the first line that it printed; null when it did not tell
   * @param fault why not, in a few words; null when it did
   */
  record Answer(String version, String fault) {
    private static Answer fault(String why) {
      return new Answer(null, why);
    }
  }

  /**
   * Asks.
   *
   * @param program an executable file
   * @return its answer
   * @throws InterruptedException when interrupted while waiting
   */
  Answer ask(Path program) throws InterruptedException {
    try (Pipe pipe = Pipe.open()) {
      ProcessBuilder builder =
          new ProcessBuilder(program.toString(), "--version")
              .directory(directory.toFile())
              .redirectInput(Redirect.from(NOTHING))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(new File("/dev/fd/" + pipe.writeEnd().number())));
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        pipe.writeEnd().close();
        return answer(process, pipe);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Answer.fault("cannot be run: " + e.getMessage());
    }
  }

  private Answer answer(Process process, Pipe pipe) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    byte[] bytes = new byte[READ_BYTES];
    try (DescriptorInput input = new DescriptorInput(pipe.readEnd(), READ_BYTES);
        Poll poll = new Poll()) {
      while (true) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return Answer.fault("does not answer within " + limit.toMillis() + " ms");
        }
        boolean ended = !process.isAlive();
        if (poll.await(pipe.readEnd(), null, Math.min(left, LOOK_NANOS)) == Poll.Outcome.READY) {
          int count = input.read(bytes, 0, bytes.length);
          printed.write(bytes, 0, count);
          if (printed.size() > MAX_BYTES) {
            return Answer.fault("prints more than " + MAX_BYTES + " bytes");
          }
          if (count > 0) {
            continue;
          }
        } else if (!ended) {
          continue;
        }
        // The output is at its end, or the program is and only what it left behind could print.
        return process.waitFor(Math.max(0, left), TimeUnit.NANOSECONDS)
            ? answer(process.exitValue(), printed.toString(StandardCharsets.UTF_8))
            : Answer.fault("does not end within " + limit.toMillis() + " ms");
      }
    }
  }

  private static Answer answer(int exit, String text) {
    if (exit != 0) {
      return Answer.fault("exits with " + exit);
    }
    String line = text.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    return line.isEmpty()
        ? Answer.fault("prints nothing")
        : new Answer(line.substring(0, Math.min(line.length(), MAX_CHARACTERS)), null);
  }
}
