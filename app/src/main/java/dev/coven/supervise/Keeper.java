package dev.coven.supervise;

import java.util.Optional;

/**
 * Who keeps the service of one instance.
 *
 * @param manager drives the service
 * @param linger whether it outlives a login; empty where there is no such thing
 */
record Keeper(ServiceManager manager, Optional<Linger> linger) {}
