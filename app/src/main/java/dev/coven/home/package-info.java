/**
 * COVEN_HOME: where it is, what lies in it, who may enter, and which process lives there. And the
 * directory beside all homes that remembers instances.
 *
 * <p>Both wings read it; only the daemon writes into it.
 */
package dev.coven.home;
