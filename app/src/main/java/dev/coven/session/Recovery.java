package dev.coven.session;

import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerReader;
import dev.coven.ledger.OpenSession;
import dev.coven.ledger.Orphan;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Settles what earlier daemons left: takes over what can be, and ends the rest. */
final class Recovery {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Optional<Adoption> adoption;
  private final Path directories;
  private final String instanceId;

  /**
   * A recovery.
   *
   * @param ledger what is known of them
   * @param writer writes what became of them
   * @param adoption takes sessions over; empty where none can be
   * @param directories where sessions have their files
   * @param instanceId the run that owns what is taken over
   */
  Recovery(
      Ledger ledger,
      EventWriter writer,
      Optional<Adoption> adoption,
      Path directories,
      String instanceId) {
    this.ledger = ledger;
    this.writer = writer;
    this.adoption = adoption;
    this.directories = directories;
    this.instanceId = instanceId;
  }

  /**
   * A session that was taken over.
   *
   * @param open what the ledger knew of it
   * @param session the session, not begun
   */
  record Adopted(OpenSession open, LiveSession session) {
    long key() {
      return open.session().key();
    }
  }

  /**
   * Settles everything; afterwards the ledger shows as live only what was taken over.
   *
   * @return what was taken over
   * @throws SQLException when the ledger cannot be read or refuses
   * @throws IOException when what came back cannot be used, or processes cannot be listed
   * @throws InterruptedException when interrupted while waiting
   */
  List<Adopted> settle() throws SQLException, IOException, InterruptedException {
    List<Adopted> adopted = adopt();
    Set<Long> keys = adopted.stream().map(Adopted::key).collect(Collectors.toSet());
    // Ended first: should this daemon die meanwhile, the next one must still find them open.
    List<Orphan> unowned = writer.commit(transaction -> transaction.unowned(keys));
    for (Orphan orphan : unowned) {
      Leftovers.end(orphan);
    }
    List<Orphan> orphaned =
        writer.commit(
            transaction -> {
              for (Adopted each : adopted) {
                transaction.adopt(each.open(), instanceId);
              }
              return transaction.recover(keys);
            });
    LOG.info(
        LogLine.of("recovery done")
            .with("takenOver", adopted.size())
            .with("orphaned", orphaned.size())
            .with("neverStarted", unowned.size() - orphaned.size()));
    SessionDirectory.removeOthers(
        directories, adopted.stream().map(each -> each.session().id()).collect(Collectors.toSet()));
    return adopted;
  }

  private List<Adopted> adopt() throws SQLException, IOException, InterruptedException {
    List<Adopted> adopted = new ArrayList<>();
    if (adoption.isPresent()) {
      for (OpenSession open : ledger.read(LedgerReader::handedOver)) {
        adoption.get().adopt(open).ifPresent(session -> adopted.add(new Adopted(open, session)));
      }
      adoption.get().forgetRest();
    }
    return adopted;
  }
}
