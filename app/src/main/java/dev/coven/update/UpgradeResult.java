package dev.coven.update;

import java.util.List;

/**
 * How an upgrade ended.
 *
 * @param outcome what it did
 * @param version what is installed now
 * @param other what was installed before; for {@link Outcome#AVAILABLE} what could be
 * @param daemons those that were restarted
 */
public record UpgradeResult(
    Outcome outcome, Version version, Version other, List<Restarted> daemons) {

  /** What it did. */
  public enum Outcome {
    /** Nothing: the newest version is installed. */
    UP_TO_DATE,
    /** Nothing: a look was asked for, and there is a newer version. */
    AVAILABLE,
    /** The newer version is installed, and runs. */
    UPGRADED,
    /** The version before is installed again, and runs. */
    ROLLED_BACK
  }

  /**
   * A daemon that changed to the version.
   *
   * @param instance its name
   * @param previousPid its process before
   * @param pid its process now
   */
  public record Restarted(String instance, long previousPid, long pid) {}
}
