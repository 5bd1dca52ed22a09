package dev.coven.ledger.pages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The pages of a database as a reader would see them: those of its write-ahead log where the log
 * has them, else those of the file. Only reads, and needs no header to be whole.
 */
public final class PageFile implements AutoCloseable {
  /** Where page 1 has its own header, behind that of the file, in bytes. */
  static final int FILE_HEADER = 100;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int DEFAULT_PAGE_SIZE = 4096;
  private static final int SMALLEST_PAGE = 512;
  private static final int LARGEST_PAGE = 65536;

  private final FileChannel file;
  private final FrameIndex log;
  private final int pageSize;
  private final int count;

  private PageFile(FileChannel file, FrameIndex log, int pageSize) throws IOException {
    this.file = file;
    this.log = log;
    this.pageSize = pageSize;
    // After the log's last commit the database may be shorter than its file.
    long pages =
        log.databasePages() > 0 ? log.databasePages() : (file.size() + pageSize - 1) / pageSize;
    this.count = (int) Math.min(Integer.MAX_VALUE - 1, pages);
  }

  /**
   * Opens a database that no connection of this process has open.
   *
   * @param path its file
   * @param wal its write-ahead log; need not exist
   * @throws IOException when they cannot be read
   */
  public static PageFile open(Path path, Path wal) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      FrameIndex log = Files.exists(wal) ? FrameIndex.open(wal) : FrameIndex.none();
      return new PageFile(file, log, pageSize(file, log));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static int pageSize(FileChannel file, FrameIndex log) throws IOException {
    if (log.pageSize() > 0) {
      return log.pageSize();
    }
    ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
    readFully(file, header, 0);
    byte[] begin = Arrays.copyOf(header.array(), MAGIC.length);
    int stored = header.getShort(16) & 0xffff;
    int size = stored == 1 ? LARGEST_PAGE : stored;
    boolean valid =
        Arrays.equals(begin, MAGIC) && size >= SMALLEST_PAGE && Integer.bitCount(size) == 1;
    return valid ? size : DEFAULT_PAGE_SIZE;
  }

  /** How many pages there are; their numbers begin with 1. */
  public int count() {
    return count;
  }

  /** The size of each page, in bytes. */
  public int pageSize() {
    return pageSize;
  }

  /**
   * A page.
   *
   * @param number its number
   * @return what stands in it; zeros where the file is cut off
   * @throws IOException when the disk cannot read it
   */
  public byte[] page(int number) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(pageSize);
    if (!log.read(number, page)) {
      readFully(file, page, (long) (number - 1) * pageSize);
    }
    return page.array();
  }

  /** Whether a number is that of a page. */
  boolean has(long number) {
    return number >= 1 && number <= count;
  }

  static void readFully(FileChannel file, ByteBuffer into, long at) throws IOException {
    long position = at;
    while (into.hasRemaining()) {
      int read = file.read(into, position);
      if (read < 0) {
        return;
      }
      position += read;
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      log.close();
    }
  }
}
