package dev.coven.daemon;

import dev.coven.home.CovenHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import org.tinylog.configuration.Configuration;
import org.tinylog.provider.ProviderRegistry;

/** The daemon's log: {@code logs/coven.log}, rolled by size, bounded in total. */
final class Logging {
  private static final String SIZE = "10mb";
  private static final String BACKUPS = "5";

  /** No date and no level: the journal has both. */
  private static final Map<String, String> JOURNAL =
      Map.of(
          "writerjournal", JournalWriter.class.getName(),
          "writerjournal.level", "warn",
          "writerjournal.format", "{tag}: {message}");

  private Logging() {}

  /**
   * Opens the log. No class that logs may have been loaded before: tinylog settles on its
   * configuration with the first logger.
   *
   * @param home where the log lies
   * @param journal whether warnings and errors go to stderr too, for systemd's journal
   * @throws IOException when its directory cannot be made
   */
  static void open(CovenHome home, boolean journal) throws IOException {
    if (!Files.isDirectory(home.logs())) {
      Files.createDirectory(
          home.logs(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    // Whoever compares the log with the ledger must not have to know the machine's zone.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    Map<String, String> configuration = new HashMap<>(file(home));
    if (journal) {
      configuration.putAll(JOURNAL);
    }
    Configuration.replace(configuration);
  }

  private static Map<String, String> file(CovenHome home) {
    return Map.ofEntries(
        Map.entry("writer", LogFileWriter.class.getName()),
        Map.entry("writer.file", home.logs().resolve("coven.{count}.log").toString()),
        Map.entry("writer.latest", home.log().toString()),
        Map.entry("writer.policies", "size: " + SIZE),
        Map.entry("writer.backups", BACKUPS),
        Map.entry("writer.charset", "UTF-8"),
        // A line that waits in memory is lost in the crash that it would explain.
        Map.entry("writer.buffered", "false"),
        Map.entry("writingthread", "false"),
        // The drain logs to its end; we close the log after it.
        Map.entry("autoshutdown", "false"),
        Map.entry("level", "info"),
        Map.entry("level@org.xnio", "warn"),
        Map.entry("level@org.jboss", "warn"),
        Map.entry("level@io.undertow", "warn"),
        Map.entry("level@com.pty4j", "warn"),
        Map.entry(
            "writer.format",
            "{date: yyyy-MM-dd'T'HH:mm:ss.SSS'Z'} {level|min-size=5} {tag|min-size=7}"
                + " {message}"));
  }

  /** Closes the log. */
  static void close() throws InterruptedException {
    ProviderRegistry.getLoggingProvider().shutdown();
  }
}
