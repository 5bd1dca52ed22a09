package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.UnexpectedAnswerException;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Passes on what is typed, until the session ends or the key that detaches is pressed. */
final class Keyboard implements Runnable {
  /** Ctrl-], the key that telnet(1) has for the same. */
  static final int DETACH = 0x1d;

  private static final int READ_BYTES = 4096;

  private final InputStream keys;
  private final Path socket;
  private final String id;
  private final Detachment detachment;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private volatile boolean lost;

  /**
   * A keyboard for one session.
   *
   * @param keys what is typed, byte by byte, from a terminal in raw mode
   * @param socket where the daemon listens
   * @param id the session's full id
   * @param detachment requested when the key is pressed
   */
  Keyboard(InputStream keys, Path socket, String id, Detachment detachment) {
    this.keys = keys;
    this.socket = socket;
    this.id = id;
    this.detachment = detachment;
  }

  /** Begins, on a thread that does not keep the process alive: it may wait for a key for ever. */
  void start() {
    Thread.ofPlatform().daemon().name("keyboard").start(this);
  }

  /** Whether something that was typed may not have reached the harness. */
  boolean hasLost() {
    return lost;
  }

  @Override
  public void run() {
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    // Its own connection: input must not wait behind a large page of output.
    try (DaemonClient client = DaemonClient.connect(socket, DaemonClient.Need.ANSWERING)) {
      while (!detachment.isRequested()) {
        int count = keys.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
          return;
        }
        int detach = indexOfDetach(bytes, count);
        bytes.position(bytes.position() + (detach < 0 ? count : detach));
        if (!send(client, decode(bytes))) {
          return;
        }
        if (detach >= 0) {
          detachment.request();
        }
      }
    } catch (IOException e) {
      lost = true;
    }
  }

  private static int indexOfDetach(ByteBuffer bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes.get(bytes.position() + i) == DETACH) {
        return i;
      }
    }
    return -1;
  }

  /** Takes whole characters out of the buffer; the bytes of a half one stay in it. */
  private String decode(ByteBuffer bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.capacity());
    decoder.decode(bytes.flip(), text, false);
    bytes.compact();
    return text.flip().toString();
  }

  /** Sends; false when the session takes nothing any more. */
  private boolean send(DaemonClient client, String text) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      client.input(id, text);
      return true;
    } catch (ApiException e) {
      if (e.code() == ErrorCode.SESSION_NOT_LIVE || e.code() == ErrorCode.SESSION_NOT_FOUND) {
        return false;
      }
      lost = true;
    } catch (IOException | UnexpectedAnswerException e) {
      // Sent once and not again: typing it twice could be worse than not at all.
      lost = true;
    }
    return true;
  }
}
