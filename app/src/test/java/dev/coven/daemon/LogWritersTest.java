package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.privacy.LogLine;
import dev.coven.privacy.SecretRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.runtime.Timestamp;
import org.tinylog.writers.Writer;

class LogWritersTest {
  private static final String SECRET = "0123456789abcdefghijABCDEFGHIJ012345";
  private static final String SHOWN = "*".repeat(SECRET.length());

  /** How every event begins that {@link #AT} was logged. */
  private static final String HEAD = "2026-01-02T03:04:05.678Z WARN  test    ";

  private static final Timestamp AT = new FixedTimestamp(Instant.parse("2026-01-02T03:04:05.678Z"));

  @TempDir private Path directory;

  private String inFile(LogEntry entry) throws Exception {
    Writer writer = new LogFileWriter(Map.of("directory", directory.toString()));
    writer.write(entry);
    writer.close();
    return Files.readString(directory.resolve("coven.log"));
  }

  private static String inJournal(LogEntry entry) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      new JournalWriter(Map.of()).write(entry);
    } finally {
      System.setErr(stderr);
    }
    return shown.toString(StandardCharsets.UTF_8);
  }

  private static LogEntry entry(String message, Throwable exception) {
    return new LogEntry(
        AT, null, Map.of(), null, null, null, -1, "test", Level.WARN, message, exception);
  }

  @Test
  void linesAreWrittenWithoutSecrets() throws Exception {
    String line = LogLine.of("it failed").with("url", "https://me:" + SECRET + "@host").toString();
    LogEntry entry = entry(line, null);
    String wanted = "it failed url=https://me:" + SHOWN + "@host";
    assertEquals(HEAD + wanted, inFile(entry).stripTrailing());
    assertEquals("<4>test: " + wanted, inJournal(entry).stripTrailing());
  }

  @Test
  void whatTheUserCallsASecretIsMaskedToo() throws Exception {
    RedactedEntry.maskBy(SecretRules.with(List.of("acme-\\d{6}")));
    try {
      LogEntry entry =
          entry(LogLine.of("it ended").with("session", "acme-123456").toString(), null);
      assertEquals(HEAD + "it ended session=***********", inFile(entry).stripTrailing());
      assertEquals("<4>test: it ended session=***********", inJournal(entry).stripTrailing());
    } finally {
      RedactedEntry.maskBy(SecretRules.builtIn());
    }
  }

  @Test
  void exceptionsAreWrittenWithoutSecrets() throws Exception {
    IOException cause = new IOException("token=" + SECRET);
    LogEntry entry = entry("it failed", new IllegalStateException("ghp_" + SECRET, cause));
    for (String written : List.of(inFile(entry), inJournal(entry))) {
      assertFalse(written.contains(SECRET), written);
      String begin = "it failed cause=\"java.lang.IllegalStateException: ghp_" + SHOWN + "\"\n";
      assertTrue(written.contains(begin), written);
      assertTrue(written.contains("Caused by: java.io.IOException: token=" + SHOWN), written);
      assertTrue(written.contains("\tat dev.coven.daemon.LogWritersTest."), written);
    }
  }

  @Test
  void anExceptionMayComeAlone() throws Exception {
    String written = inFile(entry(null, new IOException("gone")));
    assertTrue(
        written.startsWith(HEAD + "exception cause=\"java.io.IOException: gone\"\n    java.io"),
        written);
  }

  @Test
  void whatALibraryBreaksIntoLinesIsOneEvent() throws Exception {
    String forged = "odd\n2026-01-02T03:04:05.678Z ERROR daemon  forged\u001b[2J";
    assertEquals(
        HEAD + "odd\n    2026-01-02T03:04:05.678Z ERROR daemon  forged\\e[2J\n",
        inFile(entry(forged, null)));
  }

  @Test
  void whatIsEndlessIsCut() throws Exception {
    String written = inFile(entry("x".repeat(1_000_000), null));
    assertTrue(written.length() < 100_000, () -> "" + written.length());
  }

  private record FixedTimestamp(Instant instant) implements Timestamp {
    @Override
    public Date toDate() {
      return Date.from(instant);
    }

    @Override
    public Instant toInstant() {
      return instant;
    }

    @Override
    public java.sql.Timestamp toSqlTimestamp() {
      return java.sql.Timestamp.from(instant);
    }

    @Override
    public long calcDifferenceInNanoseconds(Timestamp other) {
      return Duration.between(other.toInstant(), instant).toNanos();
    }
  }
}
