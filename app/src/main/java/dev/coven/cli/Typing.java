package dev.coven.cli;

import dev.coven.client.Detachment;
import dev.coven.client.InputSender;
import dev.coven.client.TypeAhead;
import dev.coven.contract.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** What a person types to a session, from the keys to the account of what did not arrive. */
final class Typing {
  private final Io io;
  private final Path socket;
  private final String id;
  private final Detachment detachment;
  private final TypeAhead typed = new TypeAhead();

  /**
   * For one session; nothing is read yet.
   *
   * @param io where the account is given
   * @param socket where the daemon listens
   * @param id the session's full id
   * @param detachment requested by the key that detaches
   */
  Typing(Io io, Path socket, String id, Detachment detachment) {
    this.io = io;
    this.socket = socket;
    this.id = id;
    this.detachment = detachment;
  }

  /**
   * Begins to take the keys of a terminal in raw mode, and to send them.
   *
   * @param window how large the terminal is: the session's follows who typed last
   */
  void start(Supplier<Optional<TerminalSize>> window) {
    new InputSender(socket, id, typed, window, detachment).start();
    Keyboard.of(new FileInputStream(FileDescriptor.in), typed, detachment).start();
  }

  /** Takes the keys of a terminal in raw mode, and sends none of them. */
  void watchForDetaching() {
    Keyboard.silent(new FileInputStream(FileDescriptor.in), detachment).start();
  }

  /** The session has ended: keys that nobody took yet have no meaning any more. */
  void sessionEnded() {
    typed.close();
  }

  /** Says how much of what was typed did not arrive, or may not have. */
  void account() {
    if (typed.unknown() > 0) {
      io.say(
          characters(typed.unknown())
              + " may not have reached the session: the daemon went away before it answered.");
    }
    if (typed.unsent() > 0) {
      io.say(characters(typed.unsent()) + " did not reach the session.");
    }
  }

  private static String characters(long count) {
    return count == 1 ? "1 typed character" : count + " typed characters";
  }
}
