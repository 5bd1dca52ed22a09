package dev.coven.supervise;

/**
 * How a restart succeeded.
 *
 * @param stopped what ran before
 * @param started what runs now
 */
public record RestartResult(StopResult stopped, StartResult started) {}
