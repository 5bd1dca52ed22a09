package dev.coven.supervise;

import dev.coven.privacy.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A program could not be run, took too long, or reported a failure. It holds what is needed to tell
 * what happened: the arguments, exit code or limit, and the end of the output; never the
 * environment. All texts in it are safe to print.
 */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How much of the output is worth repeating: what a program says last says why it failed. */
  private static final int TAIL = 2_000;

  /** What went wrong. */
  public enum Fault {
    /** There is no such program, or it cannot be executed. */
    NOT_RUN,
    /** It did not end in time, and was killed. */
    TIMED_OUT,
    /** It ended, with an exit code that means failure. */
    EXITED
  }

  private final Fault fault;
  private final String command;
  private final Integer exitCode;
  private final Duration limit;
  private final String output;

  private CommandException(
      Fault fault,
      List<String> argv,
      Integer exitCode,
      Duration limit,
      String what,
      String output,
      Throwable cause) {
    super(command(argv) + " " + what + (output.isEmpty() ? "" : ": " + output), cause);
    this.fault = fault;
    this.command = command(argv);
    this.exitCode = exitCode;
    this.limit = limit;
    this.output = output;
  }

  /** There is no such program; {@code cause} may be null. */
  static CommandException notRun(List<String> argv, String why, Throwable cause) {
    return new CommandException(Fault.NOT_RUN, argv, null, null, "cannot be run", safe(why), cause);
  }

  /** It was killed at its deadline. */
  static CommandException timedOut(List<String> argv, Duration limit, String out, String err) {
    return new CommandException(
        Fault.TIMED_OUT,
        argv,
        null,
        limit,
        "did not end within " + limit.toMillis() / 1000.0 + " s and was killed",
        said(out, err),
        null);
  }

  /** It reported a failure. */
  static CommandException exited(CommandResult result) {
    return new CommandException(
        Fault.EXITED,
        result.argv(),
        result.exitCode(),
        null,
        "exited with " + result.exitCode(),
        said(result.out(), result.err()),
        null);
  }

  /** What went wrong. */
  public Fault fault() {
    return fault;
  }

  /** The program and its arguments in one line, for people. */
  public String command() {
    return command;
  }

  /** Its exit code, when it had one. */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** What it was allowed to take, when it took longer. */
  public Optional<Duration> limit() {
    return Optional.ofNullable(limit);
  }

  /** The end of what it wrote to standard error, else to standard output; may be empty. */
  public String output() {
    return output;
  }

  private static String command(List<String> argv) {
    return argv.stream()
        .map(word -> word.isEmpty() || word.contains(" ") ? "'" + word + "'" : word)
        .map(Printable::line)
        .collect(Collectors.joining(" "));
  }

  private static String said(String out, String err) {
    String text = (err.isBlank() ? out : err).strip();
    return safe(text.length() <= TAIL ? text : "…" + text.substring(text.length() - TAIL));
  }

  /** The one gate for texts of others on their way into an error. */
  private static String safe(String text) {
    return Printable.lines(text);
  }
}
