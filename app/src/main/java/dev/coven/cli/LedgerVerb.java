package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.home.ConfigException;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerRefusedException;
import dev.coven.privacy.Printable;
import java.nio.file.Path;
import java.util.Locale;

/** What the verbs about the ledger have in common: which ledger, and how they say it. */
abstract class LedgerVerb extends DaemonVerb {
  private static final long MEGABYTE = 1_000_000;

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
    ConsoleLog.toStandardError("warn");
    try {
      return run(home());
    } catch (LedgerRefusedException e) {
      voice().say(Printable.line(e.getMessage()), e.next().map(Printable::line).orElse(null));
      return ExitCode.FAILED;
    } catch (ConfigException e) {
      voice().say(Printable.lines(e.getMessage()), "coven config check");
      return ExitCode.FAILED;
    }
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
}
