package dev.coven.session;

import dev.coven.harness.Invocation;
import dev.coven.home.ProcessIdentity;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.OpenSession;
import dev.coven.posix.Descriptor;
import dev.coven.posix.Terminal;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Takes over sessions that an earlier daemon handed over: whose descriptors came back, and whose
 * process and terminal are those that the ledger recorded.
 */
final class Adoption {
  /** How far back a secret may have begun that goes on after the adoption, in bytes. */
  private static final int MEMORY_BYTES = 16 * 1024;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final SessionKeeper keeper;
  private final Path directories;
  private final Ledger ledger;
  private final EventWriter writer;
  private final Redactor redactor;
  private final String instanceId;
  private final Map<String, Descriptor> left;

  Adoption(
      SessionKeeper keeper,
      Path directories,
      Ledger ledger,
      EventWriter writer,
      Redactor redactor,
      String instanceId) {
    this.keeper = keeper;
    this.directories = directories;
    this.ledger = ledger;
    this.writer = writer;
    this.redactor = redactor;
    this.instanceId = instanceId;
    this.left = new HashMap<>(keeper.left());
  }

  /**
   * Takes one over.
   *
   * @param open what the ledger knows of it
   * @return the session, not begun; empty when it is not certain that all of it is there
   * @throws IOException when its descriptors cannot be used
   * @throws SQLException when the ledger cannot be read
   * @throws InterruptedException when interrupted meanwhile
   */
  Optional<LiveSession> adopt(OpenSession open)
      throws IOException, SQLException, InterruptedException {
    KeptNames names = new KeptNames(open.session().key());
    KeptDescriptors descriptors = KeptDescriptors.take(names, left);
    if (descriptors == null) {
      return refused(open, "its descriptors did not come back");
    }
    String fault = fault(open, descriptors);
    Optional<Invocation.Input> input = InputWords.read(open.handover().input());
    if (fault == null && input.isEmpty()) {
      fault = "its input is of a kind that this version does not know";
    }
    if (fault != null) {
      descriptors.close();
      forget(names);
      return refused(open, fault);
    }
    KeptProcess process =
        new KeptProcess(
            open.pid(),
            names,
            new ProcessWatch.Stranger(new ProcessIdentity(open.pid(), open.processStart())),
            descriptors,
            SessionDirectory.of(directories, open.session().record().id()),
            keeper,
            open.handover(),
            open.position());
    return Optional.of(
        new LiveSession(
            open.session(),
            process,
            new ProcessTree(open.session().record().id(), open.pid()),
            input.get(),
            writer,
            SessionRedactors.resumed(
                redactor,
                ledger.read(reader -> reader.lastOutput(open.session().key(), MEMORY_BYTES))),
            instanceId));
  }

  /** Gives up what nobody took. */
  void forgetRest() throws IOException {
    for (Map.Entry<String, Descriptor> each : left.entrySet()) {
      LOG.warn(LogLine.of("a stored descriptor belongs to no session").with("name", each.getKey()));
      each.getValue().close();
      keeper.forget(each.getKey());
    }
    left.clear();
  }

  private void forget(KeptNames names) throws IOException {
    for (String name : names.all()) {
      keeper.forget(name);
    }
  }

  /** What does not fit; null when all does. */
  private static String fault(OpenSession open, KeptDescriptors descriptors) throws IOException {
    Integer terminal = open.handover().terminal();
    if ((terminal == null) != (descriptors.terminal() == null)) {
      return "its terminal is not what was recorded";
    }
    if (terminal != null && Terminal.number(descriptors.terminal()) != terminal) {
      return "its terminal is another one";
    }
    if (descriptors.output().size() < open.position()) {
      return "its stored output is another one's";
    }
    ProcessIdentity harness = new ProcessIdentity(open.pid(), open.processStart());
    if (terminal != null && harness.isRunning() && !harness.isOnTerminal(terminal)) {
      return "its process is on another terminal";
    }
    return null;
  }

  private static Optional<LiveSession> refused(OpenSession open, String why) {
    LOG.warn(
        LogLine.of("session cannot be taken over")
            .with("session", open.session().record().id())
            .with("reason", why));
    return Optional.empty();
  }
}
