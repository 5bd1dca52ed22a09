package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Terminals as a person has them: a tmux server of its own, with one shell a window. What is on a
 * screen is waited for, and never for a time.
 */
public final class Tmux implements AutoCloseable {
  /** How long a screen may take to show what is waited for, on a loaded machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Path directory;
  private final Coven coven;
  private boolean running;

  private Tmux(Path directory, Coven coven) {
    this.directory = directory;
    this.coven = coven;
  }

  /**
   * A server without terminals; the test is skipped where tmux is not installed.
   *
   * @param coven whose program, home and environment the shells have
   */
  public static Tmux of(Coven coven) throws IOException, InterruptedException {
    try {
      new ProcessBuilder("tmux", "-V").start().waitFor();
    } catch (IOException e) {
      throw Skip.because("tmux is not installed");
    }
    return new Tmux(Files.createDirectories(coven.home().user().resolve("tmux")), coven);
  }

  /**
   * Opens a terminal with a shell in it, in the home's project.
   *
   * @param name tells it from the others
   * @param columns how wide
   * @param rows how high
   */
  public Screen open(String name, int columns, int rows) throws IOException, InterruptedException {
    Path profile = directory.resolve("profile");
    StringBuilder variables = new StringBuilder("unset TMUX TMUX_PANE\n");
    for (Map.Entry<String, String> variable : coven.environment().entrySet()) {
      String value = variable.getValue();
      if (variable.getKey().equals("PATH")) {
        value = coven.image().launcher().getParent() + ":" + value;
      }
      variables
          .append("export ")
          .append(variable.getKey())
          .append("='")
          .append(value)
          .append("'\n");
    }
    Files.writeString(profile, variables + "PS1='$ '\ncd '" + coven.home().project() + "'\n");
    List<String> command =
        List.of("new-session", "-d", "-s", name, "-x", "" + columns, "-y", "" + rows, "sh -i");
    run(Map.of("ENV", profile.toString()), command);
    running = true;
    Screen screen = new Screen(name);
    screen.await(text -> text.startsWith("$"));
    return screen;
  }

  /** One of its terminals. */
  public final class Screen {
    private final String target;

    private Screen(String name) {
      // Exactly this session; anything shorter may also mean another one's window.
      this.target = "=" + name + ":";
    }

    /** Types a line and Enter. */
    public void type(String line) throws IOException, InterruptedException {
      run(Map.of(), List.of("send-keys", "-t", target, "-l", line));
      press("Enter");
    }

    /** Presses a key, by tmux's name for it, such as {@code C-]}. */
    public void press(String key) throws IOException, InterruptedException {
      run(Map.of(), List.of("send-keys", "-t", target, key));
    }

    /** Makes the window another size. */
    public void resize(int columns, int rows) throws IOException, InterruptedException {
      run(Map.of(), List.of("resize-window", "-t", target, "-x", "" + columns, "-y", "" + rows));
    }

    /** Closes the window, as a person who does not care what runs in it: that is a hang-up. */
    public void hangUp() throws IOException, InterruptedException {
      run(Map.of(), List.of("kill-session", "-t", target));
    }

    /** What is on the screen, without the spaces and empty lines at its end. */
    public String text() throws IOException, InterruptedException {
      return run(Map.of(), List.of("capture-pane", "-p", "-t", target)).stripTrailing();
    }

    /** Something that tmux knows of the terminal, such as {@code alternate_on}. */
    public String known(String variable) throws IOException, InterruptedException {
      return run(Map.of(), List.of("display-message", "-p", "-t", target, "#{" + variable + "}"))
          .strip();
    }

    /** Waits until a text is on the screen; gives the screen. */
    public String await(String text) throws IOException, InterruptedException {
      return await(screen -> screen.contains(text));
    }

    /**
     * Waits until the screen is as wanted.
     *
     * @return the screen
     * @throws AssertionError with the last screen, when it is not in time
     */
    public String await(Predicate<String> wanted) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      String text = text();
      while (!wanted.test(text)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("after " + PATIENCE + " the screen is still:\n" + text);
        }
        Thread.sleep(LOOK);
        text = text();
      }
      return text;
    }

    /**
     * Runs a command in the shell, which must be waiting for one, and gives what it printed. Its
     * end is known by a mark that the line typed does not hold.
     */
    public String shell(String command) throws IOException, InterruptedException {
      Path result = directory.resolve("result");
      Files.deleteIfExists(result);
      type("(" + command + ") > " + result + ".part 2>&1; mv " + result + ".part " + result);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!Files.exists(result)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the shell does not answer; the screen is:\n" + text());
        }
        Thread.sleep(LOOK);
      }
      return Files.readString(result).strip();
    }
  }

  /** Ends the server and all that runs on its terminals; returns when all of that is gone. */
  @Override
  public void close() throws IOException {
    if (!running) {
      return;
    }
    try {
      long server =
          Long.parseLong(run(Map.of(), List.of("display-message", "-p", "#{pid}")).strip());
      List<ProcessHandle> started = ProcessHandle.of(server).orElseThrow().descendants().toList();
      run(Map.of(), List.of("kill-server"));
      for (ProcessHandle process : started) {
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String run(Map<String, String> variables, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("tmux", "-S", directory.resolve("socket").toString(), "-f", "/dev/null"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(coven.environment());
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().putAll(variables);
    return Subprocess.run(builder, PATIENCE).expect(0).out();
  }
}
