/**
 * The commands: one class a verb, which parses, calls, prints and says how it went by its exit
 * code.
 *
 * <p>{@link dev.coven.cli.ServeCommand} alone touches the daemon; everything else runs without any
 * of its classes, because a command must answer at once.
 */
package dev.coven.cli;
