package dev.coven.client;

import java.io.IOException;

/** A wait ended because nobody wants what was waited for any more. */
final class DetachedException extends IOException {
  private static final long serialVersionUID = 1L;

  DetachedException() {
    super("detached");
  }
}
