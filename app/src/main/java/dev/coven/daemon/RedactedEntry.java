package dev.coven.daemon;

import dev.coven.http.RequestId;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.tinylog.core.LogEntry;

/**
 * What is written of an entry of the log: its text without secrets. Every writer writes this and
 * nothing else: what a library logs, and what an exception says in its message, pass here like our
 * own lines.
 */
final class RedactedEntry {
  /** Who speaks where no component of ours does. */
  private static final String LIBRARY = "library";

  /** A deep stack has a thousand frames, and a trace several stacks. */
  private static final int MOST_CHARACTERS = 64 * 1024;

  /** tinylog makes the writers itself, and the log is open before the configuration is read. */
  private static volatile Redactor redactor = new Redactor(SecretRules.builtIn());

  private RedactedEntry() {}

  /**
   * What all entries are masked by from now on.
   *
   * @param rules what is a secret
   */
  static void maskBy(SecretRules rules) {
    redactor = new Redactor(rules);
  }

  /** Who says it. */
  static String component(LogEntry entry) {
    return Objects.requireNonNullElse(entry.getTag(), LIBRARY);
  }

  /**
   * Message and fields, in a line, and below it the exception's stack.
   *
   * @param entry what was logged, on the thread that logs it
   */
  static String text(LogEntry entry) {
    Throwable exception = entry.getException();
    String message = Objects.requireNonNullElse(entry.getMessage(), "");
    LogLine line = LogLine.of(message.isEmpty() && exception != null ? "exception" : message);
    RequestId.current().ifPresent(request -> line.with("request", request));
    if (exception == null) {
      return redactor.text(bounded(line.toString()));
    }
    StringWriter text = new StringWriter();
    text.append(line.with("cause", exception).toString()).append('\n');
    exception.printStackTrace(new PrintWriter(text));
    return redactor.text(bounded(text.toString().stripTrailing()));
  }

  private static String bounded(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
