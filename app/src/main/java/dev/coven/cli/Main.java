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
    io.out().flush();
    io.err().flush();
    // Not a return: a thread that waits for a key must not keep the process.
    System.exit(code);
  }
}
