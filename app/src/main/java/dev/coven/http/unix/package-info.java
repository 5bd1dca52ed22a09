/**
 * An HTTP/1.1 server on an AF_UNIX listener: Undertow's protocol engine over junixsocket channels.
 *
 * <p>Undertow has no transport for Unix domain sockets, and XNIO's own selector threads cannot run
 * junixsocket channels: they set {@code OOBINLINE}, which junixsocket refuses. This package brings
 * the missing transport on XNIO's public API: {@link dev.coven.http.unix.SelectorThread} runs the
 * selector, {@link dev.coven.http.unix.Acceptor} takes clients, {@link
 * dev.coven.http.unix.UnixConnection} with its {@link dev.coven.http.unix.ClientSource} and {@link
 * dev.coven.http.unix.ClientSink} carries the bytes of one, and {@link
 * dev.coven.http.unix.RequestGuard} refuses what no handler should see. {@link
 * dev.coven.http.unix.UnixHttpServer} is the only class a caller needs. Nothing here knows what is
 * served.
 */
package dev.coven.http.unix;
