/**
 * The ledger: sessions and what happened in them, in one SQLite file.
 *
 * <p>{@link dev.coven.ledger.Ledger} opens the file and lends readers; {@link
 * dev.coven.ledger.EventWriter} is the only one that writes. Output reaches it through an {@link
 * dev.coven.ledger.OutputLane} for each session, everything else as a {@link
 * dev.coven.ledger.StateChange}.
 *
 * <p>{@link dev.coven.ledger.Retention} lets the daemon forget what may be forgotten. What {@code
 * coven ledger} does runs in a process of its own, on its own connections, beside the daemon or
 * without one: {@link dev.coven.ledger.LedgerExamination}, {@link dev.coven.ledger.LedgerBackup},
 * {@link dev.coven.ledger.LedgerPrune}, {@link dev.coven.ledger.LedgerCompaction}, {@link
 * dev.coven.ledger.LedgerRepair}.
 */
package dev.coven.ledger;
