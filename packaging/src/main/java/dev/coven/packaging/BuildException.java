package dev.coven.packaging;

/** The image cannot be built; the message says why, for the person who ran the build. */
final class BuildException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BuildException(String message) {
    super(message);
  }

  BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
