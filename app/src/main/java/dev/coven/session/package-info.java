/**
 * Sessions: checking a launch, running its harness, carrying output to the ledger and input to the
 * harness, and ending it with everything it started.
 */
package dev.coven.session;
