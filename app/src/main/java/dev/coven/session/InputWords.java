package dev.coven.session;

import dev.coven.harness.Invocation;
import java.util.Optional;

/** What a session's standard input is, as the ledger keeps it for the next daemon. */
final class InputWords {
  private static final String TERMINAL = "terminal";
  private static final String LINES = "lines";
  private static final String CLOSED = "closed";

  private InputWords() {}

  static String of(Invocation.Input input) {
    return switch (input) {
      case Invocation.Input.Terminal _ -> TERMINAL;
      case Invocation.Input.Lines _ -> LINES;
      case Invocation.Input.Once _ -> CLOSED;
    };
  }

  /**
   * The input of a session that began long ago: nothing is to be sent at first. Its harness is not
   * asked: that may have lost its manifest meanwhile, and the session still goes on.
   *
   * @param word what the ledger keeps
   * @return empty when this program knows no such input
   */
  static Optional<Invocation.Input> read(String word) {
    return switch (word) {
      case TERMINAL -> Optional.of(new Invocation.Input.Terminal());
      case CLOSED -> Optional.of(new Invocation.Input.Once(""));
      case LINES -> Optional.of(new Invocation.Input.Lines(null));
      default -> Optional.empty();
    };
  }
}
