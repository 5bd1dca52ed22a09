package dev.coven.daemon.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Writes values as D-Bus lays them out, little-endian, each at a multiple of its own size. */
public final class Marshal {
  private static final int STRUCT_ALIGNMENT = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What was written. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** A byte, {@code y}. */
  public Marshal octet(int value) {
    out.write(value);
    return this;
  }

  /** A number of 32 bits, {@code u}; a boolean, {@code b}, is 0 or 1 of it. */
  public Marshal number(int value) {
    align(Integer.BYTES);
    out.writeBytes(buffer(Integer.BYTES).putInt(value).array());
    return this;
  }

  /** A number of 64 bits, {@code t}. */
  public Marshal large(long value) {
    align(Long.BYTES);
    out.writeBytes(buffer(Long.BYTES).putLong(value).array());
    return this;
  }

  /** A text, {@code s}, or an object's path, {@code o}. */
  public Marshal text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
    out.write(0);
    return this;
  }

  /** A signature, {@code g}. */
  public Marshal signature(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    out.write(bytes.length);
    out.writeBytes(bytes);
    out.write(0);
    return this;
  }

  /** A value of a type that is told beside it, {@code v}. */
  public Marshal variant(String type, Consumer<Marshal> value) {
    signature(type);
    value.accept(this);
    return this;
  }

  /** The beginning of a struct, {@code (…)}. */
  public Marshal struct() {
    align(STRUCT_ALIGNMENT);
    return this;
  }

  /**
   * An array, {@code a…}.
   *
   * @param alignment of its elements, in bytes
   * @param elements writes one each
   */
  public Marshal array(int alignment, List<Consumer<Marshal>> elements) {
    number(0);
    int lengthAt = out.size() - Integer.BYTES;
    align(alignment);
    int from = out.size();
    elements.forEach(element -> element.accept(this));
    byte[] all = out.toByteArray();
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putInt(lengthAt, all.length - from);
    out.reset();
    out.writeBytes(all);
    return this;
  }

  /** Padding up to a multiple of some bytes. */
  Marshal align(int bytes) {
    while (out.size() % bytes != 0) {
      out.write(0);
    }
    return this;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
