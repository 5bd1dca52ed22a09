package dev.coven.crookedhouse.client;

import dev.coven.crookedhouse.ledger.Cellar;

/** Crosses from wing to wing. */
public record Climber(Cellar way) {}
