package dev.coven.diagnose.bundle;

/** A part of a bundle is not there, for a reason that tells something. */
final class AbsentException extends Exception {
  private static final long serialVersionUID = 1L;

  AbsentException(String why) {
    super(why);
  }
}
