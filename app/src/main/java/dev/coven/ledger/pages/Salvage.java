package dev.coven.ledger.pages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Finds the rows of a database in its pages, whatever became of the trees that held them. Pages
 * that can be reached from the schema come first, then the others; what the database has freed is
 * left out, so that deleted rows do not come back.
 */
public final class Salvage {
  private static final int INTERIOR_INDEX = 0x02;
  private static final int INTERIOR_TABLE = 0x05;
  private static final int LEAF_INDEX = 0x0a;
  private static final int LEAF_TABLE = 0x0d;

  private static final int INTERIOR_HEADER = 12;
  private static final int LEAF_HEADER = 8;

  /** Where page 1 has the first page of the list of free ones, and whether there is auto-vacuum. */
  private static final int FREE_LIST = 32;

  private static final int LARGEST_ROOT = 52;

  /** The column of the schema's table that names a tree's first page. */
  private static final int ROOT_COLUMN = 3;

  private static final int SCHEMA_COLUMNS = 5;

  private final PageFile file;
  private final Found found;
  private final Listener listener;
  private final BitSet free;
  private final boolean autoVacuum;
  private final BitSet done = new BitSet();
  private final BitSet unreadable = new BitSet();

  /** Takes what is found. */
  public interface Found {
    /** A row of a table. */
    void row(Row row) throws IOException;

    /** An entry of an index, or a row of a table without row numbers. */
    void entry(Row entry) throws IOException;
  }

  /** Is told how far it is. */
  @FunctionalInterface
  public interface Listener {
    /** So many pages of so many were read. */
    void at(int done, int all);
  }

  /**
   * A search through one file.
   *
   * @param file the database
   * @param found takes what is found
   * @param listener is told how far it is
   * @throws IOException when the disk cannot read it
   */
  public Salvage(PageFile file, Found found, Listener listener) throws IOException {
    this.file = file;
    this.found = found;
    this.listener = listener;
    this.free = freePages();
    this.autoVacuum = ByteBuffer.wrap(file.page(1)).getInt(LARGEST_ROOT) != 0;
  }

  /**
   * Searches.
   *
   * @return how many pages hold something that could not be read
   * @throws IOException when the disk cannot read, or the taker fails
   */
  public int run() throws IOException {
    tree(1);
    for (int number = 1; number <= file.count(); number++) {
      if (!done.get(number) && !free.get(number) && !isMap(number)) {
        read(number);
      }
      listener.at(number, file.count());
    }
    return unreadable.cardinality();
  }

  /** Reads a tree from its root, as far as its inner pages lead, and the trees that it names. */
  private void tree(int root) throws IOException {
    Deque<Integer> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      int number = open.pop();
      if (!done.get(number) && !isMap(number)) {
        long[] children = read(number);
        if (!isTree(number)) {
          unreadable.set(number);
        }
        for (long child : children) {
          if (file.has(child) && !free.get((int) child)) {
            open.push((int) child);
          }
        }
      }
    }
  }

  private boolean isTree(int number) throws IOException {
    return switch (new Cells(file, file.page(number), start(number)).type()) {
      case INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE -> true;
      default -> false;
    };
  }

  private static int start(int number) {
    return number == 1 ? PageFile.FILE_HEADER : 0;
  }

  /** Reads one page; gives the pages that it leads to. */
  private long[] read(int number) throws IOException {
    done.set(number);
    Cells cells = new Cells(file, file.page(number), start(number));
    return switch (cells.type()) {
      case LEAF_TABLE -> rows(number, cells);
      case LEAF_INDEX -> entries(number, cells, LEAF_HEADER);
      case INTERIOR_INDEX -> {
        entries(number, cells, INTERIOR_HEADER);
        yield cells.children();
      }
      case INTERIOR_TABLE -> cells.children();
      // A page of a long value, which is read with the row that it belongs to; or garbage.
      default -> new long[0];
    };
  }

  private long[] rows(int number, Cells cells) throws IOException {
    long[] roots = new long[cells.count()];
    for (int i = 0; i < cells.count(); i++) {
      try {
        Row row = cells.row(i, LEAF_HEADER);
        found.row(row);
        roots[i] = root(number, row);
      } catch (DamagedPageException e) {
        unreadable.set(number);
      }
    }
    return roots;
  }

  private static long root(int number, Row row) {
    return number == 1
            && row.values().size() == SCHEMA_COLUMNS
            && row.values().get(ROOT_COLUMN) instanceof Long root
        ? root
        : 0;
  }

  private long[] entries(int number, Cells cells, int header) throws IOException {
    for (int i = 0; i < cells.count(); i++) {
      try {
        found.entry(cells.entry(i, header));
      } catch (DamagedPageException e) {
        unreadable.set(number);
      }
    }
    return new long[0];
  }

  private BitSet freePages() throws IOException {
    BitSet pages = new BitSet();
    ByteBuffer first = ByteBuffer.wrap(file.page(1));
    long trunk = first.getInt(FREE_LIST) & 0xffffffffL;
    while (file.has(trunk) && !pages.get((int) trunk)) {
      pages.set((int) trunk);
      ByteBuffer page = ByteBuffer.wrap(file.page((int) trunk));
      long leaves = page.getInt(4) & 0xffffffffL;
      if (leaves > file.pageSize() / 4 - 2) {
        break;
      }
      for (int i = 0; i < leaves; i++) {
        long leaf = page.getInt(8 + 4 * i) & 0xffffffffL;
        if (file.has(leaf)) {
          pages.set((int) leaf);
        }
      }
      trunk = page.getInt(0) & 0xffffffffL;
    }
    return pages;
  }

  /** Whether a page is one of those that auto-vacuum keeps its pointers in. */
  private boolean isMap(int number) {
    if (!autoVacuum) {
      return false;
    }
    int group = file.pageSize() / 5 + 1;
    return number >= 2 && (number - 2) % group == 0;
  }
}
