package dev.coven.cli;

import dev.coven.contract.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of this process's terminal, by way of stty(1), which every POSIX system has. */
final class Stty {
  private static final File TERMINAL = new File("/dev/tty");

  private Stty() {}

  /** All settings, in a form that {@link #set} takes back. */
  static String save() throws IOException, InterruptedException {
    return run("-g");
  }

  /**
   * Changes settings.
   *
   * @param settings as stty(1) takes them
   * @throws IOException when there is no terminal, or stty fails
   */
  static void set(String... settings) throws IOException, InterruptedException {
    run(settings);
  }

  /**
   * How large the terminal is.
   *
   * @return empty when nobody knows, as on a serial line
   */
  static Optional<TerminalSize> size() throws IOException, InterruptedException {
    String[] words = run("size").split(" ");
    try {
      return Optional.of(new TerminalSize(Integer.parseInt(words[1]), Integer.parseInt(words[0])));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unknown) {
      // "0 0", or a stty that knows no sizes.
      return Optional.empty();
    }
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException("stty failed: " + said);
    }
    return said;
  }
}
