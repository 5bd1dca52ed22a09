package dev.coven.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the image's own commands once, so that the JVM writes what it learned into the AOT caches: a
 * daemon on a home of its own that serves a session from launch to end, and a client command that
 * asks it.
 */
final class Training {
  /** Generous: a loaded build machine writes the cache at the end of this time. */
  private static final long LIMIT_SECONDS = 60;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** A value of each kind: reading them costs 60 ms more with classes that are in no cache. */
  private static final String SETTINGS =
      """
      # comment
      [sessions]
      max-live = 100
      [retention]
      events = "30d"
      max-size = "5GB"
      [redaction]
      patterns = ['training-[0-9]{8}', "x-[a-z]+"]
      """;

  private final Path image;
  private final Path logs;

  Training(Path image, Path logs) {
    this.image = image;
    this.logs = logs;
  }

  /**
   * Writes {@code lib/cli.aot} and {@code lib/daemon.aot}.
   *
   * @throws BuildException when a command fails or leaves no cache; the message holds its output
   */
  void run() throws IOException, InterruptedException {
    Trees.empty(logs);
    var launcher = Launcher.forTraining(image);
    // Not in the build directory: a socket's path has room for 107 bytes, 103 on macOS.
    var scratch = Files.createTempDirectory("coven");
    try {
      daemonAndClient(launcher, scratch);
    } finally {
      Trees.delete(scratch);
      Files.delete(launcher);
    }
    for (var cache : List.of("cli.aot", "daemon.aot")) {
      if (!Files.exists(image.resolve("lib").resolve(cache))) {
        throw new BuildException("the training run left no lib/" + cache);
      }
      // Left by the JVM between recording and writing.
      Files.deleteIfExists(image.resolve("lib").resolve(cache + ".config"));
    }
  }

  private void daemonAndClient(Path launcher, Path scratch)
      throws IOException, InterruptedException {
    // A daemon refuses a home with anything in it that others may enter.
    var home = Files.createDirectory(scratch.resolve("home"), OWNER_ONLY);
    Files.writeString(home.resolve("config.toml"), SETTINGS);
    var project = Files.createDirectory(scratch.resolve("project"));

    var daemon = start(launcher, scratch, "daemon", "serve");
    try {
      var socket = new Socket(home.resolve("coven.sock"));
      awaitListener(daemon, socket);
      try {
        serve(socket, project);
      } catch (IOException e) {
        throw failed(daemon, "breaks off (%s)".formatted(e));
      }
      // At once with the daemon, because it asks it: the health of a running daemon is what most
      // commands read first.
      finish(start(launcher, scratch, "daemon", "status"), 0);
      daemon.process().destroy();
      // 143 is a JVM ended by TERM.
      finish(daemon, 0, 143);
    } finally {
      daemon.process().destroyForcibly();
    }
  }

  /** What a daemon does most. */
  private static void serve(Socket socket, Path project) throws IOException {
    socket.expect(200, "GET", "/api/v1/health", null);
    socket.expect(200, "GET", "/api/v1/capabilities", null);
    socket.expect(404, "GET", "/api/v1/sessions/none", null);
    socket.expect(400, "POST", "/api/v1/sessions", "{}");
    socket.expect(
        201,
        "POST",
        "/api/v1/sessions",
        """
        {"id": "training", "projectRoot": "%s", "harness": "demo", "prompt": "hello"}\
        """
            .formatted(project));
    socket.expect(202, "POST", "/api/v1/sessions/training/input", "{\"data\": \"y\\n\"}");
    socket.expect(200, "GET", "/api/v1/sessions/training/events?limit=100", null);
    socket.expect(200, "GET", "/api/v1/sessions", null);
  }

  private record Run(Process process, String name, Path log) {}

  private Run start(Path launcher, Path scratch, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var name = String.join(" ", arguments);
    var log = logs.resolve(name.replace(' ', '-') + ".log");
    var builder =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    var path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", scratch.toString());
    builder.environment().put("COVEN_HOME", scratch.resolve("home").toString());
    return new Run(builder.start(), name, log);
  }

  private static void awaitListener(Run daemon, Socket socket)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!socket.listens()) {
      if (System.nanoTime() > deadline) {
        throw failed(daemon, "does not listen");
      }
      if (daemon.process().waitFor(20, TimeUnit.MILLISECONDS)) {
        throw failed(daemon, "ended with exit code " + daemon.process().exitValue());
      }
    }
  }

  private static void finish(Run run, int... accepted) throws IOException, InterruptedException {
    if (!run.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      run.process().destroyForcibly();
      throw failed(run, "does not end");
    }
    for (var code : accepted) {
      if (run.process().exitValue() == code) {
        return;
      }
    }
    throw failed(run, "ended with exit code " + run.process().exitValue());
  }

  private static BuildException failed(Run run, String how) throws IOException {
    return new BuildException(
        "The training run for the AOT cache failed: `coven %s` %s.\n%s"
            .formatted(run.name(), how, Files.readString(run.log())));
  }
}
