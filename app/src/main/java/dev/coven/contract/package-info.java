/**
 * The wire: what {@code coven.daemon.v1} says, written once for both wings.
 *
 * <p>Records know how to read and write their JSON; {@link dev.coven.contract.ErrorCode} and {@link
 * dev.coven.contract.Reason} are the machine words that clients branch on. Nothing here opens a
 * socket, a file or a process.
 */
package dev.coven.contract;
