package dev.coven.daemon;

import dev.coven.session.SessionKeeper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What the process that a daemon runs in gives it; the same for each attempt to start.
 *
 * @param environment the process's environment
 * @param image the directory of the program's image
 * @param clock the time of day
 * @param supervisor who keeps the daemon
 * @param notifier tells the supervisor how the daemon does
 * @param keeper keeps sessions while no daemon runs; empty where nobody does
 * @param announcer tells people
 * @param inherited what systemd gave the process
 * @param end asked for by a signal or a client
 */
record Surroundings(
    Map<String, String> environment,
    Path image,
    InstantSource clock,
    Supervisor supervisor,
    ServiceNotifier notifier,
    Optional<SessionKeeper> keeper,
    Announcer announcer,
    InheritedDescriptors inherited,
    EndRequest end) {}
