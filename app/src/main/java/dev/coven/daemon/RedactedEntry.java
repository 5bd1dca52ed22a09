package dev.coven.daemon;

import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.tinylog.core.LogEntry;

/**
 * An entry of the log without secrets. Every writer writes these and nothing else: what a library
 * logs, and what an exception says in its message, pass here like our own lines.
 */
final class RedactedEntry {
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

  /**
   * An entry that says the same, with the text of its exception in its message.
   *
   * @param entry what was logged
   */
  static LogEntry of(LogEntry entry) {
    return new LogEntry(
        entry.getTimestamp(),
        entry.getThread(),
        entry.getContext(),
        entry.getClassName(),
        entry.getMethodName(),
        entry.getFileName(),
        entry.getLineNumber(),
        entry.getTag(),
        entry.getLevel(),
        redactor.text(text(entry)),
        null);
  }

  /** Message and exception as tinylog joins them. */
  private static String text(LogEntry entry) {
    String message = entry.getMessage();
    if (entry.getException() == null) {
      return message == null ? "" : message;
    }
    StringWriter text = new StringWriter();
    if (message != null) {
      text.append(message).append(": ");
    }
    entry.getException().printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
