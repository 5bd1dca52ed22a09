package dev.coven.ledger.pages;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads SQLite's record format. */
final class Records {
  /** SQLite's own limit of columns, so that garbage does not make a list without end. */
  private static final int MOST_COLUMNS = 2000;

  private Records() {}

  /** A number of one to nine bytes, and where it ends. */
  record Varint(long value, int end) {}

  static Varint varint(byte[] bytes, int at, int limit) throws DamagedPageException {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (at + i >= limit) {
        throw new DamagedPageException("a number passes the end");
      }
      int unit = bytes[at + i] & 0xff;
      if (i == 8) {
        return new Varint(value << 8 | unit, at + 9);
      }
      value = value << 7 | unit & 0x7f;
      if (unit < 0x80) {
        return new Varint(value, at + i + 1);
      }
    }
    throw new AssertionError("a varint has nine bytes at the most");
  }

  /**
   * Decodes a record; its header and its values must fill it exactly.
   *
   * @param record the whole record
   * @return its values
   * @throws DamagedPageException when it is none
   */
  static List<Object> decode(byte[] record) throws DamagedPageException {
    Varint header = varint(record, 0, record.length);
    if (header.value() < 1 || header.value() > record.length) {
      throw new DamagedPageException("a record's header is too long");
    }
    int headerEnd = (int) header.value();
    int at = headerEnd;
    List<Object> values = new ArrayList<>();
    for (int type = header.end(); type < headerEnd; ) {
      Varint serial = varint(record, type, headerEnd);
      int length = length(serial.value());
      if (length > record.length - at || values.size() == MOST_COLUMNS) {
        throw new DamagedPageException("a value passes its record's end");
      }
      values.add(value(serial.value(), record, at, length));
      at += length;
      type = serial.end();
    }
    if (at != record.length) {
      throw new DamagedPageException("a record is longer than its values");
    }
    return values;
  }

  private static int length(long serial) throws DamagedPageException {
    if (serial >= 12) {
      long length = (serial - 12) / 2;
      if (length > Integer.MAX_VALUE) {
        throw new DamagedPageException("a value is too long");
      }
      return (int) length;
    }
    return switch ((int) serial) {
      case 0, 8, 9 -> 0;
      case 1, 2, 3, 4 -> (int) serial;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> throw new DamagedPageException("a value of unknown type " + serial);
    };
  }

  private static Object value(long serial, byte[] record, int at, int length) {
    if (serial >= 12) {
      byte[] bytes = Arrays.copyOfRange(record, at, at + length);
      return serial % 2 == 0 ? bytes : new String(bytes, StandardCharsets.UTF_8);
    }
    return switch ((int) serial) {
      case 0 -> null;
      case 7 -> ByteBuffer.wrap(record).getDouble(at);
      case 8 -> 0L;
      case 9 -> 1L;
      default -> integer(record, at, length);
    };
  }

  private static Long integer(byte[] record, int at, int length) {
    long value = record[at];
    for (int i = 1; i < length; i++) {
      value = value << 8 | record[at + i] & 0xff;
    }
    return value;
  }
}
