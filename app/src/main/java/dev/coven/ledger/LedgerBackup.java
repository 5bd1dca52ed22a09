package dev.coven.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    try {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw there(draft);
    }
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
      Files.deleteIfExists(draft);
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
