package dev.coven.session;

import dev.coven.contract.SessionRecord;

/**
 * What a launch led to.
 *
 * @param record the session
 * @param repeated whether an earlier, equal request had launched it already
 */
public record Launched(SessionRecord record, boolean repeated) {}
