package dev.coven.ledger;

/**
 * A session that an earlier run of the daemon left behind.
 *
 * @param id its name
 * @param instanceId the run that owned it, or null
 * @param pid its harness's process id, or null when none was recorded
 * @param processStart when that process started, as it was recorded, or null
 */
public record Orphan(String id, String instanceId, Long pid, String processStart) {}
