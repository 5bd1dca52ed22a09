package dev.coven.supervise;

import java.time.Duration;
import java.util.Optional;

/**
 * How to start.
 *
 * @param keeper who is to keep the daemon
 * @param timeout how long to wait until it is ready
 * @param await whether to wait at all
 * @param linger whether it is to live on without a login (systemd)
 * @param headless whether it is to live without a desktop (launchd)
 * @param replace whether a definition that is not ours may be replaced; a copy is kept
 * @param searchPath the PATH to bake in; empty for the remembered one, or else the caller's
 */
public record StartOptions(
    Keeper keeper,
    Duration timeout,
    boolean await,
    boolean linger,
    boolean headless,
    boolean replace,
    Optional<String> searchPath) {

  /** Who is to keep the daemon. */
  public enum Keeper {
    /** The service manager, where there is one. */
    ANY,
    /** The service manager; without one it is an error. */
    SUPERVISOR,
    /** Nobody. */
    NOBODY
  }

  /** A start that waits 20 s and asks for nothing. */
  public static final StartOptions DEFAULT =
      new StartOptions(
          Keeper.ANY, Unsupervised.START_TIMEOUT, true, false, false, false, Optional.empty());
}
