package dev.coven.cli;

import dev.coven.client.Detachment;
import dev.coven.client.TypeAhead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Takes what is typed, until the key that detaches is pressed. It sends nothing itself: that key
 * must be seen also while the daemon is away.
 */
final class Keyboard implements Runnable {
  private static final int READ_BYTES = 4096;

  /** What was typed before the key that detaches goes out first, if that is a matter of moments. */
  private static final Duration LAST_KEYS = Duration.ofSeconds(1);

  private final InputStream keys;
  private final TypeAhead typed;
  private final DetachKey detachKey;
  private final Detachment detachment;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private Keyboard(InputStream keys, TypeAhead typed, DetachKey detachKey, Detachment detachment) {
    this.keys = keys;
    this.typed = typed;
    this.detachKey = detachKey;
    this.detachment = detachment;
  }

  /**
   * A keyboard for one session.
   *
   * @param keys what is typed, byte by byte, from a terminal in raw mode
   * @param typed where it goes
   * @param detachment requested when the key is pressed
   */
  static Keyboard of(InputStream keys, TypeAhead typed, Detachment detachment) {
    return new Keyboard(keys, typed, DetachKey.BRACKET, detachment);
  }

  /** A keyboard that types nothing: it only waits for the key, or for Ctrl-C. */
  static Keyboard silent(InputStream keys, Detachment detachment) {
    TypeAhead nowhere = new TypeAhead();
    nowhere.close();
    return new Keyboard(keys, nowhere, DetachKey.BRACKET_OR_INTERRUPT, detachment);
  }

  /** Begins, on a thread that does not keep the process alive: it may wait for a key for ever. */
  void start() {
    Thread.ofPlatform().daemon().name("keyboard").start(this);
  }

  @Override
  public void run() {
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    try {
      while (!detachment.isRequested()) {
        int count = keys.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
          return;
        }
        int end = bytes.position() + count;
        int detach = detachKey.find(bytes.array(), bytes.position(), end);
        bytes.position(detach < 0 ? end : detach);
        typed.put(decode(bytes));
        if (detach >= 0) {
          typed.awaitSent(LAST_KEYS);
          detachment.request();
        }
      }
    } catch (IOException hungUp) {
      // The terminal is gone, and with it whoever typed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes whole characters out of the buffer; the bytes of a half one stay in it. */
  private String decode(ByteBuffer bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.capacity());
    decoder.decode(bytes.flip(), text, false);
    bytes.compact();
    return text.flip().toString();
  }
}
