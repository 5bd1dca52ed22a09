/**
 * Clients that mean no good, or come in crowds, and one that stands by and notes what becomes of
 * it. Tests and benchmarks share this.
 */
package dev.coven.attack;
