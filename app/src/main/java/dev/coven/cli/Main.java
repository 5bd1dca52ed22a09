package dev.coven.cli;

/** Where {@code coven} begins. */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    Io io = Io.ofProcess();
    int code = CommandTree.of(io, arguments).execute(arguments);
    code = whole(io, code);
    io.err().flush();
    // Not a return: a thread that waits for a key must not keep the process.
    System.exit(code);
  }

  /**
   * What a command printed, flushed: a script that keeps it in a file must learn that the disk was
   * full.
   *
   * @param io where it printed
   * @param code how it ended
   * @return that, or {@link ExitCode#FAILED} when all was well but the printing
   */
  static int whole(Io io, int code) {
    // It flushes, and remembers any write before that failed.
    if (!io.out().checkError() || code != ExitCode.OK) {
      return code;
    }
    io.say("Not everything could be written to standard output.");
    return ExitCode.FAILED;
  }
}
