package dev.coven.cli;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns two blanks apart, each as wide as its widest cell. */
final class Columns {
  private static final String GAP = "  ";

  private Columns() {}

  /** Changes a cell that is laid out already, by a colour for instance. */
  @FunctionalInterface
  interface Finish {
    /**
     * Changes a cell.
     *
     * @param row its row's index
     * @param column its column's index
     * @param cell it, padded
     * @return it, as wide as before
     */
    String of(int row, int column, String cell);
  }

  /**
   * The lines of a table.
   *
   * @param rows cells that are safe to print, as many in each row
   * @param finish is given each cell
   */
  static List<String> lines(List<List<String>> rows, Finish finish) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < widths.length; j++) {
        String cell = rows.get(i).get(j);
        boolean last = j == widths.length - 1;
        line.append(j == 0 ? "" : GAP)
            .append(finish.of(i, j, last ? cell : DisplayWidth.pad(cell, widths[j])));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
