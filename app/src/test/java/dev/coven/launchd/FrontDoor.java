package dev.coven.launchd;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The program {@code launchctl}: a shell script that passes its arguments through a named pipe and
 * waits for the answer. It costs 3 ms a call where a JVM costs 60, and needs nothing but POSIX.
 */
final class FrontDoor implements Closeable {
  /** ASCII's unit separator: in no path, label or option. */
  private static final String SEPARATOR = "\037";

  private final Path directory;
  private final Supervisor supervisor;
  private final RandomAccessFile requests;
  private final List<List<String>> calls = new CopyOnWriteArrayList<>();
  private final Thread porter;

  private FrontDoor(Path directory, Supervisor supervisor, RandomAccessFile requests) {
    this.directory = directory;
    this.supervisor = supervisor;
    this.requests = requests;
    this.porter = Thread.ofPlatform().daemon().name("launchctl").unstarted(this::serve);
  }

  /** Writes the program into a directory that exists, and answers it from now on. */
  static FrontDoor open(Path directory, Supervisor supervisor)
      throws IOException, InterruptedException {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("launchctl");
    String quoted = "'" + directory.toString().replace("'", "'\\''") + "'";
    Files.writeString(program, SCRIPT.replace("@DIRECTORY@", quoted));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path pipe = directory.resolve("requests");
    int code = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor();
    if (code != 0) {
      throw new IOException("mkfifo " + pipe + " exited with " + code);
    }
    // Opened for both ways, the pipe has never an end, however callers come and go.
    FrontDoor door =
        new FrontDoor(directory, supervisor, new RandomAccessFile(pipe.toFile(), "rw"));
    door.porter.start();
    return door;
  }

  private static final String SCRIPT =
      """
      #!/bin/sh
      # launchctl, as far as its double knows it.
      directory=@DIRECTORY@
      answer=$directory/answer.$$
      mkfifo -m 600 "$answer" || exit 99
      trap 'rm -f "$answer"' EXIT
      # In one write, so that callers at the same time do not mix.
      request=$(printf '%s\\037' "$answer" "$@")
      printf '%s\\n' "$request" >"$directory/requests"
      {
        IFS= read -r code
        if [ "$code" = 0 ]; then cat; else cat >&2; fi
      } <"$answer"
      exit "$code"
      """;

  Path bin() {
    return directory.resolve("bin");
  }

  List<List<String>> calls() {
    return calls;
  }

  private void serve() {
    try {
      for (String line = requests.readLine(); !line.isEmpty(); line = requests.readLine()) {
        // readLine makes a character of each byte.
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        String[] words = new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR);
        Path answer = Path.of(words[0]);
        List<String> call = List.of(words).subList(1, words.length);
        calls.add(call);
        Reply reply = supervisor.launchctl(call);
        // On a thread of its own: a caller that was killed never comes for its answer.
        Thread.ofPlatform().daemon().name("answer").start(() -> deliver(answer, reply));
      }
    } catch (IOException e) {
      supervisor.violation("the double broke: " + e);
    }
  }

  private void deliver(Path answer, Reply reply) {
    try (OutputStream out = Files.newOutputStream(answer)) {
      out.write((reply.code() + "\n" + reply.text()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      supervisor.violation("the double broke: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    // A pipe cannot be closed under its reader.
    requests.write('\n');
    try {
      porter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requests.close();
  }
}
