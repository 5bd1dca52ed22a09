package dev.coven.ledger;

/**
 * What the next daemon must know of a session that outlives this one.
 *
 * @param terminal number of its terminal, {@code /dev/pts/N}; null for a session between pipes
 * @param input what its standard input is, in the session's own words
 */
public record Handover(Integer terminal, String input) {}
