/**
 * The daemon itself: takes the home's lock, puts the parts together, starts them in order, and ends
 * them in reverse.
 */
package dev.coven.daemon;
