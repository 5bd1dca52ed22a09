package dev.coven.session;

import dev.coven.home.ProcessIdentity;
import dev.coven.ledger.Orphan;
import dev.coven.privacy.LogLine;
import java.util.Set;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What outlived its daemon: a harness, or what one had started. It is no use to anybody, since
 * nobody can reach its terminal; so it is ended, if it is certain whose it was.
 */
final class Leftovers {
  private static final TaggedLogger LOG = Logger.tag("session");

  private Leftovers() {}

  /**
   * Ends what is left of a session.
   *
   * @param orphan the session, with the process that was recorded for it
   * @throws InterruptedException when interrupted while waiting for the end
   */
  static void end(Orphan orphan) throws InterruptedException {
    ProcessTree tree = tree(orphan);
    Set<Long> found = tree.living();
    LOG.warn(
        LogLine.of("session orphaned by an earlier daemon")
            .with("session", orphan.id())
            .with("pid", orphan.pid())
            .with("leftovers", found));
    if (found.isEmpty()) {
      return;
    }
    Set<Long> remaining = tree.terminate();
    if (!remaining.isEmpty()) {
      LOG.error(
          LogLine.of("leftovers remain").with("session", orphan.id()).with("pids", remaining));
    }
  }

  private static ProcessTree tree(Orphan orphan) {
    if (orphan.pid() == null || orphan.processStart() == null) {
      // The daemon died between the start of the harness and the row that was to name it.
      return ProcessTree.marked(orphan.id());
    }
    ProcessIdentity harness = new ProcessIdentity(orphan.pid(), orphan.processStart());
    if (harness.isAlive()) {
      return new ProcessTree(orphan.id(), orphan.pid());
    }
    return harness.leftItsSession()
        ? ProcessTree.leftBy(orphan.id(), orphan.pid())
        : ProcessTree.marked(orphan.id());
  }
}
