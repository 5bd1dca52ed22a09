package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.home.ConfigException;
import dev.coven.home.CovenHome;
import dev.coven.home.UnusableHomeException;
import dev.coven.ledger.LedgerRefusedException;
import dev.coven.privacy.Printable;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.ServiceException;
import dev.coven.supervise.Target;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the verbs about the ledger have in common: which ledger, and how they say it. */
abstract class LedgerVerb extends Verb {
  private static final long MEGABYTE = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--instance",
      paramLabel = "NAME",
      description = "The ledger of another daemon than the default one.")
  private String instance;

  LedgerVerb(Io io) {
    super(io);
  }

  /**
   * Does it.
   *
   * @param home whose ledger
   * @return the exit code
   * @throws LedgerRefusedException when it cannot be done
   */
  abstract int run(CovenHome home) throws Exception;

  @Override
  public final Integer call() throws Exception {
    // tinylog reads these when the first class that logs is loaded; left to itself it prints every
    // statement of SQLite's on standard output.
    System.setProperty("tinylog.writer", "console");
    System.setProperty("tinylog.writer.stream", "err");
    System.setProperty("tinylog.writer.format", "coven: {message}");
    System.setProperty("tinylog.level", "warn");
    try {
      return run(home());
    } catch (LedgerRefusedException e) {
      io.say(Printable.line(e.getMessage()));
      e.next().ifPresent(this::next);
      return ExitCode.FAILED;
    } catch (ConfigException e) {
      io.say(Printable.lines(e.getMessage()));
      next("coven config check");
      return ExitCode.FAILED;
    }
  }

  /** The command to type next, on standard error. */
  final void next(String command) {
    String option = command.startsWith("coven ") ? instanceName().option() : "";
    io.err().println("  try: " + Printable.line(command) + option);
  }

  /** Prints a document with {@code --json}, else the sentence. */
  final void print(JsonObject document, String sentence) {
    io.out().println(json ? JsonText.of(document) : sentence);
  }

  /** A document that begins with the schema's version and the ledger. */
  final JsonObject document(CovenHome home) {
    JsonObject document = JsonText.document();
    document.addProperty("ledger", home.ledger().toString());
    return document;
  }

  static String line(Path path) {
    return Printable.line(path.toString());
  }

  /** A number of things, in words. */
  static String count(long number, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
  }

  /** A size for people. */
  static String size(long bytes) {
    return bytes < MEGABYTE
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  /** COVEN_HOME's, as the verbs about sessions have it; with {@code --instance} the instance's. */
  private CovenHome home() throws UnusableHomeException, ServiceException {
    InstanceName name = instanceName();
    if (name.isDefault()) {
      return io.home();
    }
    Map<String, String> environment = new HashMap<>(io.environment());
    String asked = environment.remove(CovenHome.VARIABLE);
    CovenHome home = Target.home(name, environment);
    if (asked != null && !asked.isEmpty() && !CovenHome.locate(io.environment()).equals(home)) {
      throw new ParameterException(
          spec.commandLine(),
          "--instance: the daemon "
              + name.value()
              + " lives in "
              + home.directory()
              + ", and COVEN_HOME is "
              + asked
              + "; unset it, or leave --instance out");
    }
    return home;
  }

  private InstanceName instanceName() {
    if (instance == null) {
      return InstanceName.DEFAULT;
    }
    try {
      return new InstanceName(instance);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--instance: " + e.getMessage());
    }
  }
}
