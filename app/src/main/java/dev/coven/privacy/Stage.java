package dev.coven.privacy;

import dev.coven.privacy.StreamRedactor.Output;

/** What masks some secrets in a stream and hands it on, byte for byte, in order. */
interface Stage {
  /** Takes bytes of the stream, and releases what need not be held back. */
  void accept(byte[] bytes, int offset, int length, Output out) throws InterruptedException;

  /** Releases all that is held back. */
  void flush(Output out) throws InterruptedException;

  /** How many bytes are held back. */
  int held();
}
