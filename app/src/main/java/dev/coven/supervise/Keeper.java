package dev.coven.supervise;

import java.util.Optional;

/**
 * Who keeps the service of one instance.
 *
 * @param manager drives the service
 * @param linger whether it outlives a login; empty where there is no such thing
 * @param journal where the manager keeps what the service printed; empty where that is a file
 */
record Keeper(ServiceManager manager, Optional<Linger> linger, Optional<Journal> journal) {}
