package dev.coven.ledger.pages;

import java.util.Arrays;
import java.util.List;

/**
 * A row as it is stored.
 *
 * @param rowid its number; 0 for an entry of an index
 * @param values {@code null}, {@link Long}, {@link Double}, {@link String} or {@code byte[]} each;
 *     a column that holds the row's number is null
 */
public record Row(long rowid, List<Object> values) {
  /** Keeps the values as they are; some may be null. */
  public Row {
    values = java.util.Collections.unmodifiableList(Arrays.asList(values.toArray()));
  }
}
