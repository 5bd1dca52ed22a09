package dev.coven.ledger.pages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The cells of one page of a tree. Everything is checked: any byte may be garbage. */
final class Cells {
  /** More than any value of a database of ours, in bytes. */
  private static final int LONGEST_RECORD = 64 * 1024 * 1024;

  private final PageFile file;
  private final byte[] bytes;
  private final ByteBuffer page;
  private final int start;
  private final int count;

  /**
   * The cells of a page.
   *
   * @param file where long values go on
   * @param bytes the page
   * @param start where its header begins
   */
  Cells(PageFile file, byte[] bytes, int start) {
    this.file = file;
    this.bytes = bytes;
    this.page = ByteBuffer.wrap(bytes);
    this.start = start;
    int stored = page.getShort(start + 3) & 0xffff;
    // A cell takes four bytes at the least, and two for its place.
    this.count = stored <= bytes.length / 6 ? stored : 0;
  }

  /** The byte that tells what kind of page it is. */
  int type() {
    return bytes[start];
  }

  int count() {
    return count;
  }

  /** The pages that an inner page leads to; garbage where it is damaged. */
  long[] children() {
    long[] children = new long[count + 1];
    for (int i = 0; i < count; i++) {
      int at = offset(i, 12);
      children[i] = at + 4 <= bytes.length ? page.getInt(at) & 0xffffffffL : 0;
    }
    children[count] = page.getInt(start + 8) & 0xffffffffL;
    return children;
  }

  /** A row in a leaf of a table. */
  Row row(int index, int header) throws DamagedPageException, IOException {
    int at = offset(index, header);
    Records.Varint length = Records.varint(bytes, at, bytes.length);
    Records.Varint rowid = Records.varint(bytes, length.end(), bytes.length);
    byte[] record = record(length.value(), rowid.end(), usable() - 35);
    return new Row(rowid.value(), Records.decode(record));
  }

  /** An entry in a page of an index. */
  Row entry(int index, int header) throws DamagedPageException, IOException {
    int at = offset(index, header) + (header == 12 ? 4 : 0);
    Records.Varint length = Records.varint(bytes, at, bytes.length);
    byte[] record = record(length.value(), length.end(), (usable() - 12) * 64 / 255 - 23);
    return new Row(0, Records.decode(record));
  }

  private int usable() {
    return bytes.length;
  }

  private int offset(int index, int header) {
    int at = start + header + 2 * index;
    return at + 2 <= bytes.length ? page.getShort(at) & 0xffff : bytes.length;
  }

  /**
   * A whole record. Up to a length it stands in the page; a longer one begins there and goes on in
   * a chain of other pages.
   */
  private byte[] record(long length, int at, int mostLocal)
      throws DamagedPageException, IOException {
    if (length < 1 || length > LONGEST_RECORD) {
      throw new DamagedPageException("a record of " + length + " bytes");
    }
    int whole = (int) length;
    int local = local(whole, mostLocal);
    if (local > bytes.length - at) {
      throw new DamagedPageException("a record passes its page's end");
    }
    byte[] record = Arrays.copyOf(Arrays.copyOfRange(bytes, at, at + local), whole);
    if (local == whole) {
      return record;
    }
    if (at + local + 4 > bytes.length) {
      throw new DamagedPageException("a record's next page is not named");
    }
    long next = page.getInt(at + local) & 0xffffffffL;
    for (int filled = local; filled < whole; ) {
      if (!file.has(next)) {
        throw new DamagedPageException("a record goes on in a page that is not there");
      }
      byte[] more = file.page((int) next);
      int part = Math.min(more.length - 4, whole - filled);
      System.arraycopy(more, 4, record, filled, part);
      filled += part;
      next = ByteBuffer.wrap(more).getInt(0) & 0xffffffffL;
    }
    if (next != 0) {
      throw new DamagedPageException("a record's last page names another one");
    }
    return record;
  }

  private int local(int whole, int mostLocal) {
    if (whole <= mostLocal) {
      return whole;
    }
    int least = (usable() - 12) * 32 / 255 - 23;
    int fitting = least + (whole - least) % (usable() - 4);
    return fitting <= mostLocal ? fitting : least;
  }
}
