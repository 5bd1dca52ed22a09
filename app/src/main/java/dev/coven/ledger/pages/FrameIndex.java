package dev.coven.ledger.pages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Where a write-ahead log has the newest committed version of each page. */
final class FrameIndex {
  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;

  /** The lowest bit says whether checksums are of big-endian words. */
  private static final int MAGIC = 0x377f0682;

  private final FileChannel file;
  private final int pageSize;
  private final Map<Integer, Long> pages;
  private final int databasePages;

  private FrameIndex(FileChannel file, int pageSize, Map<Integer, Long> pages, int databasePages) {
    this.file = file;
    this.pageSize = pageSize;
    this.pages = pages;
    this.databasePages = databasePages;
  }

  /** The index of no log. */
  static FrameIndex none() {
    return new FrameIndex(null, 0, Map.of(), 0);
  }

  /**
   * Reads a log up to its last commit that is whole.
   *
   * @throws IOException when it cannot be read
   */
  static FrameIndex open(Path wal) throws IOException {
    FileChannel file = FileChannel.open(wal, StandardOpenOption.READ);
    try {
      ByteBuffer header = ByteBuffer.allocate(LOG_HEADER);
      PageFile.readFully(file, header, 0);
      int magic = header.getInt(0);
      int pageSize = header.getInt(8);
      if (header.hasRemaining() || (magic & ~1) != MAGIC || Integer.bitCount(pageSize) != 1) {
        file.close();
        return none();
      }
      Checksum checksum =
          new Checksum((magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      checksum.add(header, 0, 24);
      if (!checksum.is(header.getInt(24), header.getInt(28))) {
        file.close();
        return none();
      }
      return frames(file, header, pageSize, checksum);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static FrameIndex frames(
      FileChannel file, ByteBuffer header, int pageSize, Checksum checksum) throws IOException {
    Map<Integer, Long> committed = new HashMap<>();
    Map<Integer, Long> open = new HashMap<>();
    int databasePages = 0;
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageSize);
    long at = LOG_HEADER;
    while (true) {
      PageFile.readFully(file, frame.clear(), at);
      checksum.add(frame, 0, 8);
      checksum.add(frame, FRAME_HEADER, pageSize);
      boolean valid =
          !frame.hasRemaining()
              // Salts of an earlier round: what follows was folded back long ago.
              && frame.getLong(8) == header.getLong(16)
              && checksum.is(frame.getInt(16), frame.getInt(20));
      if (!valid) {
        return new FrameIndex(file, pageSize, committed, databasePages);
      }
      open.put(frame.getInt(0), at + FRAME_HEADER);
      if (frame.getInt(4) != 0) {
        committed.putAll(open);
        open.clear();
        databasePages = frame.getInt(4);
      }
      at += FRAME_HEADER + pageSize;
    }
  }

  /** The size of a page, or 0 when there is no log that could be read. */
  int pageSize() {
    return pageSize;
  }

  /** How many pages the database has after the log's last commit, or 0 when it holds none. */
  int databasePages() {
    return databasePages;
  }

  /** Reads a page if the log has it; whether it has. */
  boolean read(int number, ByteBuffer into) throws IOException {
    Long at = pages.get(number);
    if (at == null) {
      return false;
    }
    PageFile.readFully(file, into, at);
    return true;
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** The log's running checksum, over pairs of 32-bit words. */
  private static final class Checksum {
    private final ByteOrder order;
    private int first;
    private int second;

    Checksum(ByteOrder order) {
      this.order = order;
    }

    void add(ByteBuffer bytes, int from, int length) {
      ByteBuffer words = bytes.duplicate().order(order);
      for (int at = from; at < from + length; at += 8) {
        first += words.getInt(at) + second;
        second += words.getInt(at + 4) + first;
      }
    }

    boolean is(int wantedFirst, int wantedSecond) {
      return first == wantedFirst && second == wantedSecond;
    }
  }
}
