package dev.coven.http.unix;

/**
 * Who is at the other end of a connection, as the kernel recorded it when the client connected
 * (SO_PEERCRED on Linux, LOCAL_PEERCRED and LOCAL_PEERPID on macOS).
 *
 * @param pid process id of the client; it may have exited since
 * @param uid effective user id of the client
 */
public record PeerCredentials(long pid, long uid) {}
