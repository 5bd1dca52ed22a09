package dev.coven.update;

import dev.coven.contract.Health;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.ServiceException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Changes an installation from one version to another, with its daemons; back, if one of them does
 * not get on. What is being done stands in the record before it is done.
 */
final class Switchover {
  private final Installation installation;
  private final Probation probation;
  private final Daemons daemons;
  private final Consumer<String> say;

  Switchover(Installation installation, Daemons daemons, Consumer<String> say) {
    this.installation = installation;
    this.probation = new Probation(installation);
    this.daemons = daemons;
    this.say = say;
  }

  /**
   * Changes.
   *
   * @param record how things are
   * @param to the version, which is there
   * @param issued when the newest release was made that is known to be good
   * @param force also when live sessions end
   * @return the daemons that changed
   * @throws UpdateRefusedException when nothing was changed, or all was changed back
   */
  List<UpgradeResult.Restarted> change(
      UpdateRecord record, Version to, Instant issued, boolean force)
      throws IOException,
          InterruptedException,
          UpdateRefusedException,
          UnusableHomeException,
          ServiceException {
    Version from = record.version();
    List<Daemons.Running> running = daemons.running(from);
    if (!force) {
      Daemons.requireNoneLost(running);
    }
    UpdateRecord switching = record.switching(to, from);
    // Before the record: what an earlier trial has left would be taken for this one's end.
    probation.begin(to, from);
    switching.write(installation);
    installation.switchTo(to);
    List<UpgradeResult.Restarted> changed = new ArrayList<>();
    try {
      for (Daemons.Running daemon : running) {
        say.accept("Restarting " + daemon.words() + " with " + to + "…");
        Health health = daemons.restart(daemon, force, to);
        changed.add(
            new UpgradeResult.Restarted(
                daemon.name().value(), daemon.health().daemon().pid(), health.daemon().pid()));
      }
    } catch (UpdateRefusedException failure) {
      // The launcher may have seen it first, and knows why.
      String why =
          probation.failure().map(known -> "It " + known + ".").orElse(failure.getMessage());
      say.accept(to + " does not run: " + why);
      throw back(record, running, to, from, why);
    }
    // Before the record, too: a version that has proved itself must not stay on trial.
    probation.end();
    switching.committed(to, from).withIssued(issued).write(installation);
    removeOthers(to, from);
    return changed;
  }

  /** The way back; everything that runs is given the version that ran before. */
  private UpdateRefusedException back(
      UpdateRecord record, List<Daemons.Running> running, Version to, Version from, String why)
      throws IOException, InterruptedException {
    installation.switchTo(from);
    String trouble = null;
    for (Daemons.Running daemon : running) {
      say.accept("Going back to " + from + " with " + daemon.words() + "…");
      try {
        // What its sessions could lose, the attempt has cost already.
        daemons.restart(daemon, true, from);
      } catch (UpdateRefusedException e) {
        trouble = daemon.words() + " does not run with " + from + " either: " + e.getMessage();
      }
    }
    record.withBad(to, why).write(installation);
    probation.end();
    if (trouble != null) {
      return new UpdateRefusedException(to + " did not run, and " + trouble, "coven daemon status");
    }
    return new UpdateRefusedException(
        to + " did not run and was taken back; " + from + " is installed as before. " + why);
  }

  /**
   * Ends what an interrupted update left half done: forward when all that runs is well on the new
   * version, else back.
   *
   * @return how things are now
   */
  UpdateRecord settle(UpdateRecord record)
      throws IOException,
          InterruptedException,
          UpdateRefusedException,
          UnusableHomeException,
          ServiceException {
    Optional<Version> from = record.previous();
    if (record.phase() == UpdateRecord.Phase.COMMITTED || from.isEmpty()) {
      return record;
    }
    Version to = record.version();
    List<Daemons.Running> running = daemons.running(to);
    boolean well =
        installation.version().equals(to)
            && !running.isEmpty()
            && running.stream()
                .allMatch(
                    daemon ->
                        daemon.health().ok() && daemon.health().covenVersion().equals(to.text()));
    UpdateRecord settled =
        well ? record.committed(to, from.get()) : record.committed(from.get(), to);
    Optional<String> failure = probation.failure();
    if (failure.isPresent()) {
      settled = settled.withBad(to, "It " + failure.get() + ".");
    }
    say.accept(
        "An update to "
            + to
            + " was interrupted; "
            + (well
                ? "it is complete."
                : "going back to "
                    + from.get()
                    + failure.map(why -> ": it " + why).orElse("")
                    + "."));
    if (!well) {
      installation.switchTo(from.get());
      for (Daemons.Running daemon : running) {
        if (!daemon.health().covenVersion().equals(from.get().text())) {
          daemons.restart(daemon, true, from.get());
        }
      }
    }
    probation.end();
    settled.write(installation);
    return settled;
  }

  /** The last two are kept: the one that runs, and the way back. */
  private void removeOthers(Version to, Version from) throws IOException {
    for (Version version : installation.versions()) {
      if (!version.equals(to) && !version.equals(from)) {
        DirectoryTrees.delete(installation.image(version));
      }
    }
  }
}
