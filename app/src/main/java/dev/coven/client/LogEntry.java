package dev.coven.client;

/**
 * One entry of a session's log.
 *
 * @param ts when, as the daemon wrote it
 * @param level its level
 * @param message what the harness printed or what happened; text of others
 */
public record LogEntry(String ts, String level, String message) {}
