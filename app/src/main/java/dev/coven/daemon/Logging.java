package dev.coven.daemon;

import dev.coven.home.CovenHome;
import java.util.HashMap;
import java.util.Map;
import org.tinylog.configuration.Configuration;
import org.tinylog.provider.ProviderRegistry;

/** The daemon's log: {@code logs/coven.log}, rolled by size and age, bounded in total. */
final class Logging {
  /** What is said there all the time is in the file; the journal gets what is wrong. */
  private static final Map<String, String> JOURNAL =
      Map.of("writerjournal", JournalWriter.class.getName(), "writerjournal.level", "warn");

  private Logging() {}

  /**
   * Opens the log. No class that logs may have been loaded before: tinylog settles on its
   * configuration with the first logger.
   *
   * @param home where the log lies
   * @param journal whether warnings and errors go to stderr too, for systemd's journal
   */
  static void open(CovenHome home, boolean journal) {
    Map<String, String> configuration = new HashMap<>(file(home));
    if (journal) {
      configuration.putAll(JOURNAL);
    }
    Configuration.replace(configuration);
  }

  private static Map<String, String> file(CovenHome home) {
    return Map.ofEntries(
        Map.entry("writer", LogFileWriter.class.getName()),
        Map.entry("writer." + LogFileWriter.DIRECTORY, home.logs().toString()),
        // A line that waits for another thread is lost in the crash that it would explain.
        Map.entry("writingthread", "false"),
        // The drain logs to its end; we close the log after it.
        Map.entry("autoshutdown", "false"),
        Map.entry("level", "info"),
        Map.entry("level@org.xnio", "warn"),
        Map.entry("level@org.jboss", "warn"),
        Map.entry("level@io.undertow", "warn"),
        Map.entry("level@com.pty4j", "warn"));
  }

  /** Closes the log. */
  static void close() throws InterruptedException {
    ProviderRegistry.getLoggingProvider().shutdown();
  }
}
