/**
 * The way to the daemon: one connection over the socket, the handshake, typed calls, and the
 * following of a session's events.
 *
 * <p>Built on the JDK's channels alone, because a command that is typed must answer at once.
 */
package dev.coven.client;
