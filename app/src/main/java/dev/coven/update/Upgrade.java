package dev.coven.update;

import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.ServiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code coven upgrade} does: one at a time for each installation. */
public final class Upgrade {
  private final Installation installation;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Consumer<String> say;

  /**
   * For one installation.
   *
   * @param image what this program runs from
   * @param environment the caller's environment
   * @param say told what is being done, in sentences that are safe to print
   * @throws UpdateRefusedException when this program was installed in another way
   */
  public Upgrade(String image, Map<String, String> environment, Consumer<String> say)
      throws UpdateRefusedException {
    this.installation = Installation.of(image);
    this.environment = environment;
    this.clock = InstantSource.system();
    this.say = say;
  }

  /**
   * Looks whether there is a newer version; changes nothing.
   *
   * @param from the feed; empty for the one that install.sh was told
   * @param channel which releases are wanted
   * @throws UpdateRefusedException when there is one that may not be installed, or no feed
   */
  public UpgradeResult check(Optional<String> from, String channel)
      throws IOException, InterruptedException, UpdateRefusedException {
    UpdateRecord record = UpdateRecord.read(installation);
    Release release = new Download(feed(from)).announcement(key());
    boolean more = isNew(release, record, channel);
    return new UpgradeResult(
        more ? UpgradeResult.Outcome.AVAILABLE : UpgradeResult.Outcome.UP_TO_DATE,
        record.version(),
        release.version(),
        List.of());
  }

  /**
   * Installs the newest version and restarts the daemons with it.
   *
   * @param from the feed; empty for the one that install.sh was told
   * @param channel which releases are wanted
   * @param force also when live sessions end
   * @throws UpdateRefusedException when the version that was there is there still
   */
  public UpgradeResult run(Optional<String> from, String channel, boolean force)
      throws IOException,
          InterruptedException,
          UpdateRefusedException,
          UnusableHomeException,
          ServiceException {
    try (FileChannel file = lockFile();
        FileLock _ = lock(file)) {
      UpdateRecord record = settled();
      Version current = record.version();
      Download feed = new Download(feed(from));
      Release release = feed.announcement(key());
      if (!isNew(release, record, channel)) {
        return new UpgradeResult(
            UpgradeResult.Outcome.UP_TO_DATE, current, release.version(), List.of());
      }
      if (!force) {
        // Before the download, too: it would be for nothing.
        Daemons.requireNoneLost(daemons().running(current));
      }
      new Candidate(installation, environment, say)
          .install(feed, release, HostPlatform.name(), current);
      List<UpgradeResult.Restarted> restarted =
          switchover().change(record, release.version(), release.issued(), force);
      return new UpgradeResult(
          UpgradeResult.Outcome.UPGRADED, release.version(), current, restarted);
    }
  }

  /**
   * Goes back to the version before.
   *
   * @param force also when live sessions end
   * @throws UpdateRefusedException when there is none, or it does not run
   */
  public UpgradeResult rollback(boolean force)
      throws IOException,
          InterruptedException,
          UpdateRefusedException,
          UnusableHomeException,
          ServiceException {
    try (FileChannel file = lockFile();
        FileLock _ = lock(file)) {
      UpdateRecord record = settled();
      Optional<Version> previous = record.previous().filter(installation::has);
      if (previous.isEmpty()) {
        throw new UpdateRefusedException("There is no version before " + record.version() + ".");
      }
      List<UpgradeResult.Restarted> restarted =
          switchover().change(record, previous.get(), record.issued(), force);
      return new UpgradeResult(
          UpgradeResult.Outcome.ROLLED_BACK, previous.get(), record.version(), restarted);
    }
  }

  private UpdateRecord settled()
      throws IOException,
          InterruptedException,
          UpdateRefusedException,
          UnusableHomeException,
          ServiceException {
    DirectoryTrees.delete(installation.staging());
    return switchover().settle(UpdateRecord.read(installation));
  }

  private boolean isNew(Release release, UpdateRecord record, String channel)
      throws UpdateRefusedException {
    return ReleaseCheck.isNew(release, record, channel, HostPlatform.name(), clock.instant());
  }

  private Feed feed(Optional<String> from) throws IOException, UpdateRefusedException {
    Optional<String> place = from.isPresent() ? from : installation.feed();
    if (place.isEmpty()) {
      throw new UpdateRefusedException(
          "No feed is known here.", "coven upgrade --from DIRECTORY (or an https URL)");
    }
    return Feed.at(place.get());
  }

  private ReleaseKey key() throws IOException, UpdateRefusedException {
    return ReleaseKey.read(installation.key());
  }

  private Daemons daemons() {
    return new Daemons(installation, environment);
  }

  private Switchover switchover() {
    return new Switchover(installation, daemons(), say);
  }

  private FileChannel lockFile() throws IOException {
    Path file = installation.data().resolve("update.lock");
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock lock(FileChannel file) throws IOException, UpdateRefusedException {
    FileLock lock = file.tryLock();
    if (lock == null) {
      throw new UpdateRefusedException("Another upgrade of this installation is under way.");
    }
    return lock;
  }
}
