/**
 * Reads the pages of an SQLite file without SQLite: what a damaged database still holds, page by
 * page, where SQLite itself gives up at the first one that it cannot follow.
 *
 * <p>After the published file format (https://www.sqlite.org/fileformat2.html). It knows nothing of
 * ledgers.
 */
package dev.coven.ledger.pages;
