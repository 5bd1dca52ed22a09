package dev.coven.crookedhouse.attic;

/** Lives in a room that is on no plan. */
public record Stranger() {}
