package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.ReconnectListener;
import dev.coven.client.Reconnection;
import dev.coven.contract.ApiException;
import dev.coven.contract.TerminalSize;
import dev.coven.posix.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * How large this terminal is: tells the session when it is attached, and whenever the window
 * changes (SIGWINCH).
 */
final class Window implements Runnable {
  private final Path socket;
  private final String id;
  private final Detachment detachment;
  private final Semaphore changes = new Semaphore(0);
  private volatile Optional<TerminalSize> size = Optional.empty();

  /**
   * The window in which one session is shown.
   *
   * @param socket where the daemon listens
   * @param id the session's full id
   * @param detachment ends the following
   */
  Window(Path socket, String id, Detachment detachment) {
    this.socket = socket;
    this.id = id;
    this.detachment = detachment;
  }

  /** Its size now; empty when nobody knows, as on a serial line. */
  Optional<TerminalSize> size() {
    return size;
  }

  /** Begins, on a thread that does not keep the process alive: it may wait for ever. */
  void start() {
    Signals.on("WINCH", changes::release);
    Thread.ofPlatform().daemon().name("window").start(this);
  }

  @Override
  public void run() {
    // Its own connection: a size must not wait behind a large page of output.
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      Reconnection daemon = Reconnection.again(client, detachment, ReconnectListener.NOBODY);
      while (!detachment.isRequested()) {
        size = Stty.size();
        if (size.isPresent()) {
          tell(daemon, size.get());
        }
        changes.acquire();
        changes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      // The daemon, or the terminal itself: whoever follows the session finds that, and says it.
    }
  }

  private void tell(Reconnection daemon, TerminalSize now)
      throws IOException, InterruptedException {
    try {
      daemon.ask(
          client -> {
            client.resize(id, now);
            return true;
          });
    } catch (ApiException refused) {
      // It has ended, or is on no terminal: then no size is of use to it.
    }
  }
}
