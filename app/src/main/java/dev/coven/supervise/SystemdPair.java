package dev.coven.supervise;

import dev.coven.privacy.Printable;
import dev.coven.supervise.ServiceState.Activity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A service and the socket unit that goes with it, as systemd has them at one moment.
 *
 * @param service the service
 * @param socket its socket unit; without any property where there is none
 */
record SystemdPair(SystemdShow service, SystemdShow socket) {
  /** Whether systemd knows a socket unit: from its file, or because it is still active. */
  boolean hasSocket() {
    return socket.isLoaded() || socketIsUp();
  }

  /** Whether systemd holds the socket: clients wait in it, and start the service if it is down. */
  boolean listens() {
    return socket.activity() == Activity.RUNNING;
  }

  /** Whether the socket is there, or about to be. */
  private boolean socketIsUp() {
    return switch (socket.activity()) {
      case STARTING, RUNNING, STOPPING, RESTARTING -> true;
      case STOPPED, FAILED, UNKNOWN -> false;
    };
  }

  /** Whether neither is there, nor about to be. */
  boolean isDown() {
    boolean serviceIsDown =
        switch (service.activity()) {
          case STOPPED, FAILED -> service.pid().isEmpty();
          case STARTING, RUNNING, STOPPING, RESTARTING, UNKNOWN -> false;
        };
    return serviceIsDown && !socketIsUp();
  }

  /** What the service does; one whose socket cannot be had will not start, and has failed. */
  Activity activity() {
    return socketFailedAlone() ? Activity.FAILED : service.activity();
  }

  /** Whether either is remembered as failed. */
  boolean hasFailed() {
    return service.activity() == Activity.FAILED || socket.activity() == Activity.FAILED;
  }

  /** How the last process ended, or why there was none. */
  Optional<SystemdExit> lastExit() {
    if (!socketFailedAlone()) {
      return service.lastExit();
    }
    String words = "its socket unit failed: " + Printable.line(socket.result());
    return Optional.of(new SystemdExit(words, OptionalInt.empty()));
  }

  /** A socket also fails when its service does; then the service's is the cause. */
  private boolean socketFailedAlone() {
    return service.activity() == Activity.STOPPED
        && service.pid().isEmpty()
        && socket.activity() == Activity.FAILED;
  }
}
