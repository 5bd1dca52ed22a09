package dev.coven.update;

import java.time.Duration;
import java.time.Instant;

/** Whether a release that is truly ours may replace what is installed. */
final class ReleaseCheck {
  /** Two clocks may differ; one that is a day off is wrong. */
  private static final Duration CLOCKS = Duration.ofDays(1);

  private ReleaseCheck() {}

  /**
   * Requires that it may.
   *
   * @param release its signature holds
   * @param installed what happened here before
   * @param channel what the user follows
   * @param platform that of this machine
   * @param now the time
   * @return whether there is anything to do: false for the version that is installed
   * @throws UpdateRefusedException saying why it may not
   */
  static boolean isNew(
      Release release, UpdateRecord installed, String channel, String platform, Instant now)
      throws UpdateRefusedException {
    Version version = release.version();
    if (!now.isBefore(release.expires())) {
      throw new UpdateRefusedException(
          "The release expired on "
              + release.expires()
              + ". Either nobody has announced anything since, or somebody holds newer releases"
              + " back.");
    }
    if (release.issued().isAfter(now.plus(CLOCKS))) {
      throw new UpdateRefusedException(
          "The release is of "
              + release.issued()
              + ", which has not come yet: this clock is wrong.");
    }
    if (release.issued().isBefore(installed.issued())) {
      throw new UpdateRefusedException(
          "The release was announced before the one that was installed last: the feed is an old"
              + " one.");
    }
    if (!release.channel().equals(channel)) {
      throw new UpdateRefusedException(
          "The feed is of the channel " + release.channel() + ", not " + channel + ".",
          "coven upgrade --channel " + release.channel());
    }
    int order = version.compareTo(installed.version());
    if (order == 0) {
      return false;
    }
    if (order < 0) {
      throw new UpdateRefusedException(
          "The feed has " + version + ", which is older than " + installed.version() + ".",
          "coven upgrade --rollback (for the version before)");
    }
    if (installed.bad().containsKey(version)) {
      throw new UpdateRefusedException(
          version + " was tried here and did not run: " + installed.bad().get(version));
    }
    if (release.minimumVersion().compareTo(installed.version()) > 0) {
      throw new UpdateRefusedException(
          version
              + " replaces "
              + release.minimumVersion()
              + " or newer, and "
              + installed.version()
              + " is installed: upgrade to a version between them first.");
    }
    if (!release.platforms().containsKey(platform)) {
      throw new UpdateRefusedException(version + " is not there for " + platform + ".");
    }
    return true;
  }
}
