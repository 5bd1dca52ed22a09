/**
 * Sessions that print without pause while the daemon suffers: killed at random moments, its disk
 * filled, fifty at once. What they print can be told byte for byte from a seed, so every byte that
 * the ledger keeps is compared with what was printed. Tests and benchmarks share this.
 */
package dev.coven.torture;
