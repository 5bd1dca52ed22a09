package dev.coven.client;

import dev.coven.contract.Api;
import dev.coven.contract.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/** What a look at the socket found. */
public sealed interface Probe {
  /** A daemon answers and can do its work. */
  record Ready(Health health) implements Probe {}

  /** A daemon answers and says that it cannot do its work. */
  record Degraded(Health health) implements Probe {}

  /** A daemon answers and speaks another version of the contract. */
  record Incompatible(Health health) implements Probe {}

  /**
   * Nobody listens.
   *
   * @param leftover whether a file is at the socket's place all the same
   */
  record Absent(boolean leftover) implements Probe {}

  /**
   * Somebody listens and does not answer.
   *
   * @param waited how long was waited
   */
  record Silent(Duration waited) implements Probe {}

  /**
   * What is at the socket's place is not a daemon of this user.
   *
   * @param problem why, in one sentence
   */
  record Foreign(String problem) implements Probe {}

  /** Pause after a connection that ended without an answer. */
  long AGAIN_MILLIS = 20;

  /**
   * Looks once, for at most {@link Timeouts#PROBE}.
   *
   * @param socket where the daemon listens
   * @return what was found; a daemon that cannot be asked is a finding, not an error
   */
  static Probe of(Path socket) {
    return of(socket, Timeouts.PROBE);
  }

  /**
   * Looks once.
   *
   * @param socket where the daemon listens
   * @param patience how long to wait for an answer
   * @return what was found
   */
  static Probe of(Path socket, Duration patience) {
    Limit limit = Limit.of(patience);
    try {
      while (true) {
        try (HttpLink link = HttpLink.open(socket, limit)) {
          return of(Handshake.ask(link, limit));
        } catch (ConnectionLostException hungUp) {
          // As a daemon that ends does: a moment later it is gone, or another one is there.
          limit.pause(AGAIN_MILLIS);
        }
      }
    } catch (DaemonUnreachableException e) {
      return e.reason() == DaemonUnreachableException.Reason.FORBIDDEN
          ? new Foreign(e.getMessage())
          : new Absent(Files.exists(socket, LinkOption.NOFOLLOW_LINKS));
    } catch (DaemonSilentException e) {
      return new Silent(patience);
    } catch (IOException e) {
      return new Foreign(e.getMessage());
    }
  }

  private static Probe of(Health health) {
    if (!health.apiVersion().equals(Api.VERSION)) {
      return new Incompatible(health);
    }
    return health.ok() ? new Ready(health) : new Degraded(health);
  }
}
