/**
 * As much of D-Bus as it takes to ask the user's service manager for something, on its own socket:
 * method calls and their answers. A library for all of D-Bus would load more than the daemon has.
 *
 * <p>Source: the D-Bus Specification 0.43, sections "Message Protocol" and "Authentication
 * Protocol".
 */
package dev.coven.daemon.dbus;
