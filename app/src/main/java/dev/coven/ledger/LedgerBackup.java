package dev.coven.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Copies a ledger as it stands at one moment, while a daemon may write it. The copy is complete,
 * checked and on the disk before it has its name.
 */
public final class LedgerBackup {
  private static final String PARTIAL = ".partial";

  private final Path ledger;
  private final Progress progress;

  /**
   * A backup of one ledger.
   *
   * @param ledger the ledger
   * @param progress is told that it gets on
   */
  public LedgerBackup(Path ledger, Progress progress) {
    this.ledger = ledger;
    this.progress = progress;
  }

  /**
   * Writes the copy, mode 0600.
   *
   * @param target where to; nothing may be there, not even a symbolic link
   * @return what was found in the copy when it was checked
   * @throws LedgerRefusedException when something is there, the ledger cannot be copied, or the
   *     copy is not sound; nothing is left then
   * @throws IOException when the file cannot be written
   */
  public LedgerExamination.Findings to(Path target) throws LedgerRefusedException, IOException {
    Path file = target.toAbsolutePath();
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw there(target);
    }
    // VACUUM INTO takes a file that is empty; made here, it is the owner's alone from the first
    // byte, and never what a link leads to.
    Path draft = file.resolveSibling(file.getFileName() + PARTIAL);
    // Nobody unwinds this thread when the process is told to end, as by Ctrl-C.
    Thread atExit = new Thread(() -> removeAtExit(draft), "coven-backup-exit");
    try {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw there(draft);
    } catch (NoSuchFileException e) {
      throw new LedgerRefusedException(
          "There is no directory " + file.getParent() + " to write the copy into.", null, e);
    } catch (AccessDeniedException e) {
      throw new LedgerRefusedException("You may not write into " + file.getParent() + ".", null, e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      copyInto(draft);
      LedgerExamination.Findings findings =
          new LedgerExamination(draft, Optional.empty(), progress).run();
      if (!findings.isSound()) {
        throw new LedgerRefusedException(
            "The copy is not sound, because the ledger is not: " + findings.faults().get(0).text(),
            "coven ledger check",
            null);
      }
      FileSync.sync(draft);
      name(draft, file, target);
      FileSync.sync(file.getParent());
      return findings;
    } finally {
      remove(draft);
      forget(atExit);
    }
  }

  /** SQLite leaves a journal beside a copy that it could not finish; it may hold some of it. */
  private static void remove(Path draft) throws IOException {
    Files.deleteIfExists(draft);
    Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + "-journal"));
  }

  private static void removeAtExit(Path draft) {
    try {
      remove(draft);
    } catch (IOException e) {
      // The process ends here, and has no log: this is the last that can be said.
      System.err.println("coven: " + draft + " is left: " + e);
    }
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The hook runs already, and finds nothing more to remove.
    }
  }

  private void copyInto(Path draft) throws LedgerRefusedException {
    try (Connection connection = LedgerVisit.reading(ledger);
        SqliteProgress _ =
            SqliteProgress.tell(connection, () -> progress.at("Copying the ledger", 0, 0));
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, draft.toString());
      vacuum.execute();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(ledger, e);
    }
  }

  /** Gives the draft its name, unless somebody else has taken it meanwhile. */
  private static void name(Path draft, Path file, Path asked)
      throws LedgerRefusedException, IOException {
    try {
      // A second name, and not a rename: that would replace what is there.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      throw there(asked);
    } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
      Files.move(draft, file);
    }
  }

  private static LedgerRefusedException there(Path path) {
    return new LedgerRefusedException(
        "There is something at " + path + " already; nothing was written.", null, null);
  }
}
