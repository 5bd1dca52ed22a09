package dev.coven.http.unix;

import java.io.IOException;

/** A request body that is not framed as it says; its client can still be answered. */
final class MalformedBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedBodyException(String message) {
    super(message);
  }
}
