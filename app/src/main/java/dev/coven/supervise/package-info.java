/**
 * How a daemon is brought up and brought down. So far without a service manager: a process of its
 * own session, looked after by nobody but the next command.
 */
package dev.coven.supervise;
