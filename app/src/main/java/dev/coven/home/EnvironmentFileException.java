package dev.coven.home;

import java.io.IOException;

/** Why the user's file of variables cannot be used: names the file, and never what stands in it. */
public final class EnvironmentFileException extends IOException {
  private static final long serialVersionUID = 1L;

  EnvironmentFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
