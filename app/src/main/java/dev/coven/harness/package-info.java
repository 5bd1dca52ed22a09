/**
 * Harnesses: which there are, where their programs lie, and how a launch request becomes an
 * argument vector. Nothing here starts a process.
 */
package dev.coven.harness;
