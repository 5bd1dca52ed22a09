/**
 * How fast and how small the packaged program is. Each benchmark starts a daemon of its own in a
 * home of its own, makes sure that what it measures is right before it says how fast it is, and
 * measures a yardstick of the same kind in the same run, because machines are noisy.
 */
package dev.coven.bench;
