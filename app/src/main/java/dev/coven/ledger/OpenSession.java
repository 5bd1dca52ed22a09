package dev.coven.ledger;

/**
 * A session that an earlier daemon left running, and meant to hand over.
 *
 * @param session its row
 * @param pid its harness's process
 * @param processStart when that process started, in words that tell it from a later one
 * @param instanceId the run of the daemon that owned it
 * @param handover what that run wrote down
 * @param position how much of its output is in the ledger, in bytes
 * @param killed whether its end was asked for
 */
public record OpenSession(
    StoredSession session,
    long pid,
    String processStart,
    String instanceId,
    Handover handover,
    long position,
    boolean killed) {}
