package dev.coven.cli;

/** The words on the command line lead to no session, or to several. */
final class SessionChoiceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ambiguous;

  SessionChoiceException(String message, boolean ambiguous) {
    super(message);
    this.ambiguous = ambiguous;
  }

  boolean isAmbiguous() {
    return ambiguous;
  }
}
