/**
 * The lifecycle contract that every part of the daemon keeps.
 *
 * <p>A {@link dev.coven.daemonology.Daemon} goes Stopped, Running, Completed, once and in that
 * order. What happens to it stands in its journal, and whoever waits for it reads that journal from
 * its beginning, so that it does not matter whether the waiter or the event came first. Nothing is
 * registered for a waiter: one that gives up leaves nothing behind.
 *
 * <p>{@link dev.coven.daemonology.ContractDaemon} is the one implementation to extend, {@link
 * dev.coven.daemonology.Composition} puts several of them under one. The package needs {@code
 * java.base} alone.
 */
package dev.coven.daemonology;
