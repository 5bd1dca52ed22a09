package dev.coven.ledger;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Saves what a ledger held that was deleted or replaced under the daemon: as long as it is open,
 * the kernel keeps its content.
 */
final class LedgerRescue {
  /** More is not copied: it would take longer than a part may be busy with the disk. */
  private static final long MOST_BYTES = 1024L * 1024 * 1024;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final LedgerFile file;
  private final Evidence evidence;

  LedgerRescue(LedgerFile file) {
    this.file = file;
    this.evidence = new Evidence(file.path());
  }

  /**
   * Saves what is open and tells what happened.
   *
   * @param loss which name leads elsewhere
   * @param ledger reads what is open
   * @return the failure that ends the daemon
   */
  LedgerGoneException save(OpenedFiles.Loss loss, Ledger ledger) {
    if (loss.logOnly()) {
      return new LedgerGoneException(
          "The ledger's write-ahead log "
              + loss.path()
              + " "
              + loss.what()
              + ". What it held is written into the ledger, and the daemon ends so that the next"
              + " one opens both anew. Leave ledger.sqlite3-wal and -shm alone while a daemon"
              + " runs.");
    }
    String happened = "The ledger " + loss.path() + " " + loss.what() + ". ";
    try {
      Optional<Path> saved = copy(ledger);
      return new LedgerGoneException(
          happened
              + saved
                  .map(this::howToRestore)
                  .orElse("What it held is gone: there was no room to save it."));
    } catch (IOException | SQLException e) {
      LOG.error(e, "what the ledger held could not be saved");
      return new LedgerGoneException(
          happened + "What it held is gone: it could not be saved (" + e.getMessage() + ").");
    }
  }

  private String howToRestore(Path saved) {
    return "What it held until then was saved to "
        + saved
        + ". To have it back: coven daemon stop && mv '"
        + saved
        + "' '"
        + file.path()
        + "' && coven daemon start";
  }

  private Optional<Path> copy(Ledger ledger) throws IOException, SQLException {
    long bytes = ledger.read(LedgerReader::bytes);
    if (bytes > MOST_BYTES) {
      return Optional.empty();
    }
    Path copy = evidence.reserve("ledger-saved-" + STAMP.format(Instant.now()) + ".sqlite3", bytes);
    if (copy == null) {
      return Optional.empty();
    }
    try {
      ledger.read(
          reader -> {
            reader.copyTo(copy);
            return copy;
          });
      return Optional.of(copy);
    } catch (SQLException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  /**
   * Takes the open log's name away if it still has it: SQLite would play it into whichever ledger
   * lies beside it at the next start.
   *
   * @param opened which files are open
   * @throws IOException when it cannot be moved
   */
  void setAsideLog(OpenedFiles opened) throws IOException {
    Optional<OpenedFiles.Loss> loss = opened.loss();
    if (loss.isPresent() && !loss.get().logOnly() && opened.walIsOurs()) {
      Path aside =
          evidence.takeIn(
              file.wal(), "ledger-lost-" + STAMP.format(Instant.now()) + ".sqlite3-wal");
      LOG.warn(LogLine.of("set aside the log of a ledger that is gone").with("path", aside));
    }
  }
}
