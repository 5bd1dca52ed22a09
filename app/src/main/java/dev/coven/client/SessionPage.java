package dev.coven.client;

import dev.coven.contract.SessionRecord;
import java.util.List;
import java.util.Optional;

/**
 * A page of sessions, newest first.
 *
 * @param sessions the records
 * @param next the cursor of the next page; empty on the last
 */
public record SessionPage(List<SessionRecord> sessions, Optional<String> next) {}
