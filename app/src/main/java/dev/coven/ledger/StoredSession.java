package dev.coven.ledger;

import dev.coven.contract.SessionRecord;

/**
 * A session's row.
 *
 * @param key its number inside the ledger
 * @param record what clients see of it
 * @param requestDigest digest of the request that launched it, or null
 */
public record StoredSession(long key, SessionRecord record, String requestDigest) {}
