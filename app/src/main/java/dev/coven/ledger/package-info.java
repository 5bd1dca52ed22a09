/**
 * The ledger: sessions and what happened in them, in one SQLite file.
 *
 * <p>{@link dev.coven.ledger.Ledger} opens the file and lends readers; {@link
 * dev.coven.ledger.EventWriter} is the only one that writes. Output reaches it through an {@link
 * dev.coven.ledger.OutputLane} for each session, everything else as a {@link
 * dev.coven.ledger.StateChange}.
 */
package dev.coven.ledger;
