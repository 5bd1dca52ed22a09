package dev.coven.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The packaged program as one user calls it: with a home, an environment and a working directory.
 * Immutable; the {@code with} methods give changed copies.
 */
public final class Coven {
  /** How long a command may take; far more than any should, even on a loaded machine. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  private final Image image;
  private final TempHome home;
  private final Map<String, String> environment;
  private final List<String> wrapper;
  private final Path directory;
  private final Duration limit;

  private Coven(
      Image image,
      TempHome home,
      Map<String, String> environment,
      List<String> wrapper,
      Path directory,
      Duration limit) {
    this.image = image;
    this.home = home;
    this.environment = Map.copyOf(environment);
    this.wrapper = List.copyOf(wrapper);
    this.directory = directory;
    this.limit = limit;
  }

  /**
   * The image under test with a home, run as the home's user in its project. The environment is
   * HOME, COVEN_HOME, LANG and a PATH that begins with the home's {@code bin}: nothing of the
   * tests' own.
   */
  public static Coven with(TempHome home) {
    return with(Image.underTest(), home);
  }

  /** The same with another image. */
  public static Coven with(Image image, TempHome home) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOME", home.user().toString());
    environment.put("COVEN_HOME", home.coven().toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("PATH", home.bin() + ":/usr/local/bin:/usr/bin:/bin");
    return new Coven(image, home, environment, List.of(), home.project(), DEFAULT_LIMIT);
  }

  /** With a variable set, or taken away when the value is null. */
  public Coven withVariable(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return new Coven(image, home, changed, wrapper, directory, limit);
  }

  /** In another working directory. */
  public Coven withDirectory(Path other) {
    return new Coven(image, home, environment, wrapper, other, limit);
  }

  /** Run by another command, which gets the program and its arguments as its last arguments. */
  public Coven through(String... command) {
    return new Coven(image, home, environment, List.of(command), directory, limit);
  }

  /** With another deadline for each command. */
  public Coven withLimit(Duration other) {
    return new Coven(image, home, environment, wrapper, directory, other);
  }

  /** The variables that the commands have. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The home that the commands work on. */
  public TempHome home() {
    return home;
  }

  /** The image. */
  public Image image() {
    return image;
  }

  /** Runs a command with nothing on standard input; see {@link #run(byte[], String...)}. */
  public CommandResult run(String... arguments) throws IOException, InterruptedException {
    return run(new byte[0], arguments);
  }

  /**
   * Runs a command to its end. Its outputs are pipes, and their end is waited for too: a command
   * that leaves a daemon behind which holds them would hang every script that reads them.
   *
   * @param input all that it can read from standard input
   * @param arguments its arguments
   * @return how it ended
   * @throws AssertionError when it does not end in time, or its outputs do not
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted while waiting; it is killed then
   */
  public CommandResult run(byte[] input, String... arguments)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = builder(arguments).start();
    try {
      CompletableFuture<String> out = drain(process.getInputStream());
      CompletableFuture<String> err = drain(process.getErrorStream());
      feed(process.getOutputStream(), input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "coven %s does not end within %s".formatted(List.of(arguments), limit));
      }
      long nanos = System.nanoTime() - begin;
      return new CommandResult(
          process.exitValue(),
          out.get(limit.toMillis(), TimeUnit.MILLISECONDS),
          err.get(limit.toMillis(), TimeUnit.MILLISECONDS),
          nanos);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "coven %s has ended, but something holds its output".formatted(List.of(arguments)), e);
    } catch (ExecutionException e) {
      throw new IOException("the output cannot be read", e.getCause());
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Starts a command and leaves it running; closing the home ends it.
   *
   * @param arguments its arguments
   * @return its process, with pipes
   * @throws IOException when it cannot be started
   */
  public Process start(String... arguments) throws IOException {
    return builder(arguments).start();
  }

  /**
   * Starts {@code daemon serve} as a child and waits until it answers that it is well.
   *
   * @return the running daemon
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted while waiting
   * @throws AssertionError when it ends, or is not ready in time; with what it said
   */
  public ServingDaemon serve() throws IOException, InterruptedException {
    ServingDaemon daemon = beginToServe();
    try {
      daemon.awaitReady();
      return daemon;
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  /**
   * Starts {@code daemon serve} as a child and does not wait.
   *
   * @return the daemon, on its way
   * @throws IOException when it cannot be started
   */
  public ServingDaemon beginToServe() throws IOException {
    Path said = home.user().resolve("serve.log");
    ProcessBuilder builder =
        builder("daemon", "serve")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    return new ServingDaemon(builder.start(), home, said, limit);
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(image.launcher().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(home.account().command(command));
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              try (stream) {
                stream.transferTo(bytes);
                text.complete(bytes.toString(StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }

  private static void feed(OutputStream stream, byte[] input) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (stream) {
                stream.write(input);
              } catch (IOException e) {
                // A command may end without reading its input; its exit code tells the rest.
                return;
              }
            });
  }
}
