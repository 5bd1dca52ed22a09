/**
 * Tests of the packaged program as its users meet it: commands, exit codes, messages, processes and
 * files. Each works in a home of its own, so they may run side by side, and each checks at its end
 * that nothing is left running.
 */
package dev.coven.it;
