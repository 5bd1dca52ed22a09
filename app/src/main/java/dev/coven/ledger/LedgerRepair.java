package dev.coven.ledger;

import dev.coven.home.CovenHome;
import dev.coven.home.HomeClaim;
import dev.coven.home.LockHolder;
import dev.coven.ledger.pages.PageFile;
import dev.coven.ledger.pages.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts what a damaged ledger still holds into a new one, and that into its place. The home is held
 * meanwhile, so that no daemon begins in it. Nothing is changed before a copy of everything has
 * been made, and the damaged file itself is only read.
 */
public final class LedgerRepair {
  /** The draft's name, beside the ledger, so that it can be renamed. */
  private static final String DRAFT = ".repaired";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final CovenHome home;
  private final Path path;
  private final Path wal;
  private final InstantSource clock;
  private final Progress progress;
  private final Consumer<Path> copied;

  /**
   * A repair of the ledger of one home.
   *
   * @param home the home
   * @param clock gives the copy its name and what is added its time
   * @param progress is told how far it is
   * @param copied is told where the copy is as soon as it is made
   */
  public LedgerRepair(
      CovenHome home, InstantSource clock, Progress progress, Consumer<Path> copied) {
    this.home = home;
    this.path = home.ledger();
    this.wal = path.resolveSibling(path.getFileName() + "-wal");
    this.clock = clock;
    this.progress = progress;
    this.copied = copied;
  }

  /**
   * What became of it.
   *
   * @param before what was wrong
   * @param after what the new ledger holds; empty when nothing was wrong, and nothing was changed
   * @param copy where the damaged ledger was copied to; empty when nothing was changed
   * @param lostSessions sessions whose row is lost; each has a row again that says so
   * @param lostEvents events that are known to be lost
   */
  public record Result(
      LedgerExamination.Findings before,
      Optional<LedgerExamination.Findings> after,
      Optional<Path> copy,
      long lostSessions,
      long lostEvents) {}

  /**
   * Repairs.
   *
   * @return what became of it
   * @throws LedgerRefusedException when a daemon has the home, there is no ledger, it is of another
   *     program or a newer version, there is no room, or what came of it is not sound
   * @throws IOException when the home's files cannot be read or written
   */
  public Result run() throws LedgerRefusedException, IOException {
    LedgerVisit.requireFile(path);
    Optional<HomeClaim> claim = HomeClaim.take(home, clock);
    if (claim.isEmpty()) {
      throw new LedgerRefusedException(
          "The ledger " + path + " is not repaired while " + holder() + " has it.",
          "coven daemon stop",
          null);
    }
    try (HomeClaim _ = claim.get()) {
      LedgerExamination.Findings before =
          new LedgerExamination(path, Optional.empty(), progress).run();
      if (before.isSound()) {
        return new Result(before, Optional.empty(), Optional.empty(), 0, 0);
      }
      requireNotNewer();
      Path copy = copy();
      copied.accept(copy);
      return rebuild(before, copy);
    }
  }

  private String holder() throws IOException {
    return LockHolder.parse(Files.readString(home.lock()))
        .map(holder -> "a daemon (pid " + holder.process().pid() + ")")
        .orElse("a daemon");
  }

  /**
   * A newer ledger has rows that this program does not know. One that tells no version is tried.
   */
  private void requireNotNewer() throws LedgerRefusedException {
    Schema.Versions versions;
    try (Connection connection = LedgerVisit.reading(path)) {
      versions = Schema.read(connection);
    } catch (SQLException unreadable) {
      // Damaged just there, which is what the repair is for.
      return;
    }
    if (versions.schema() > Schema.CURRENT) {
      throw LedgerVisit.newer(path);
    }
  }

  private Path copy() throws LedgerRefusedException, IOException {
    Path evidence = home.directory().resolve("evidence");
    if (!Files.isDirectory(evidence, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          evidence,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    long bytes = Files.size(path) + (Files.exists(wal) ? Files.size(wal) : 0);
    long free = Files.getFileStore(evidence).getUsableSpace();
    // The copy, and the new ledger.
    if (free < 2 * bytes) {
      throw new LedgerRefusedException(
          "A repair needs %,d MB of free space in %s, and there are %,d MB."
              .formatted(2 * bytes / 1_000_000 + 1, home.directory(), free / 1_000_000),
          null,
          null);
    }
    progress.at("Copying the ledger", 0, 0);
    Path copy = evidence.resolve("ledger-" + STAMP.format(clock.instant()) + ".sqlite3");
    copyPrivately(path, copy);
    if (Files.exists(wal)) {
      copyPrivately(wal, copy.resolveSibling(copy.getFileName() + "-wal"));
    }
    FileSync.sync(evidence);
    return copy;
  }

  private static void copyPrivately(Path from, Path to) throws IOException {
    Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    FileSync.sync(to);
  }

  private Result rebuild(LedgerExamination.Findings before, Path copy)
      throws LedgerRefusedException, IOException {
    Path draft = path.resolveSibling(path.getFileName() + DRAFT);
    Files.deleteIfExists(draft);
    try {
      Mending.Lost lost = fill(draft);
      LedgerExamination.Findings after =
          new LedgerExamination(draft, Optional.empty(), progress).run();
      if (!after.isSound()) {
        throw new LedgerRefusedException(
            "What could be read makes no sound ledger ("
                + after.faults().get(0).text()
                + "). The ledger is as it was.",
            null,
            null);
      }
      FileSync.sync(draft);
      swap(draft);
      return new Result(
          before, Optional.of(after), Optional.of(copy), lost.sessions(), lost.events());
    } catch (SQLException e) {
      throw LedgerVisit.refusal(draft, e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private Mending.Lost fill(Path draft) throws SQLException, IOException {
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + draft);
        Statement statement = connection.createStatement()) {
      Schema.migrate(connection, Schema.Versions.NONE, () -> {});
      // Nobody needs a draft after a crash; it is synced as a whole.
      statement.execute("PRAGMA synchronous = OFF");
      try (PageFile pages = PageFile.open(path, wal);
          SalvagedRows rows = new SalvagedRows(connection)) {
        new Salvage(pages, rows, (done, all) -> progress.at("Reading the ledger", done, all)).run();
      }
      return new Mending(connection, clock.millis()).run();
    }
  }

  /**
   * The old log goes first: SQLite would play it into whatever has the ledger's name. Whoever loses
   * power between the two steps finds everything in the copy.
   */
  private void swap(Path draft) throws IOException {
    Files.deleteIfExists(wal);
    Files.deleteIfExists(path.resolveSibling(path.getFileName() + "-shm"));
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    FileSync.sync(home.directory());
  }
}
