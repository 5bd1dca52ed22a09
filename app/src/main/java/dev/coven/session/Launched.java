package dev.coven.session;

import dev.coven.contract.SessionRecord;

/**
 * What a launch, or a registration, led to.
 *
 * @param record the session
 * @param repeated whether the session was there before
 */
public record Launched(SessionRecord record, boolean repeated) {}
