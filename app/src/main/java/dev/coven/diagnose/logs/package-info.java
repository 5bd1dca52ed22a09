/**
 * Reads the daemon's log: over the files that were put away, from a place on, and as it grows. The
 * files may roll and be removed meanwhile.
 */
package dev.coven.diagnose.logs;
