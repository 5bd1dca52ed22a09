package dev.coven.client;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends what is typed, in order and each character at most once: it waits for a daemon that is away
 * and does not repeat what may have arrived.
 */
public final class InputSender implements Runnable, ReconnectListener {
  private final Path socket;
  private final String id;
  private final TypeAhead typed;
  private final Supplier<Optional<TerminalSize>> window;
  private final Detachment detachment;
  private boolean sizeless;

  /**
   * A sender for one session.
   *
   * @param socket where the daemon listens
   * @param id the session's full id
   * @param typed what to send; closed when the session takes nothing any more
   * @param window how large the terminal is that is typed at: of several terminals, the session
   *     follows the one that typed last
   * @param detachment ends the waiting for a daemon
   */
  public InputSender(
      Path socket,
      String id,
      TypeAhead typed,
      Supplier<Optional<TerminalSize>> window,
      Detachment detachment) {
    this.socket = socket;
    this.id = id;
    this.typed = typed;
    this.window = window;
    this.detachment = detachment;
  }

  /** Begins, on a thread that does not keep the process alive: it may wait for a key for ever. */
  public void start() {
    Thread.ofPlatform().daemon().name("input").start(this);
  }

  @Override
  public void run() {
    // Its own connection: input must not wait behind a large page of output.
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      Reconnection daemon = Reconnection.again(client, detachment, this);
      for (String text = typed.take(); !text.isEmpty(); text = typed.take()) {
        deliver(daemon, text);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Another kind of daemon answers now. Whoever follows the session finds that too, and says
      // it; what is left counts as not sent, and what still comes must not wait for room.
      typed.setAway(true);
    }
  }

  private void deliver(Reconnection daemon, String text) throws IOException, InterruptedException {
    while (!detachment.isRequested()) {
      try {
        daemon.ask(client -> attempt(client, text));
        return;
      } catch (DaemonAwayException e) {
        // Whoever follows the session decides how long is too long; until then it is kept.
        typed.setAway(true);
      }
    }
  }

  /** Sends once; returns when it is known what became of it, or that nobody will ever know. */
  private Boolean attempt(DaemonClient client, String text) throws IOException {
    tellSize(client);
    typed.sending();
    try {
      client.input(id, text);
      typed.sent();
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_LIVE || e.code() == ErrorCode.SESSION_NOT_FOUND) {
        typed.close();
      } else {
        typed.lost();
      }
    } catch (OutcomeUnknownException | UnexpectedAnswerException e) {
      // Typing it twice could be worse than not at all.
      typed.lost();
    } catch (IOException e) {
      typed.notSent();
      throw e;
    }
    return true;
  }

  /** To the size that it has already, which is the rule, the kernel does nothing. */
  private void tellSize(DaemonClient client) throws IOException {
    Optional<TerminalSize> size = window.get();
    if (sizeless || size.isEmpty()) {
      return;
    }
    try {
      client.resize(id, size.get());
    } catch (ApiException | UnexpectedAnswerException refused) {
      // It is on no terminal, or has ended, which its input is about to be told.
      sizeless = true;
    }
  }

  @Override
  public void reconnecting() {
    typed.setAway(true);
  }

  @Override
  public void reconnected() {
    typed.setAway(false);
  }
}
