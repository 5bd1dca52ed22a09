package dev.coven.crookedhouse.ledger;

import dev.coven.crookedhouse.client.Climber;
import java.util.List;

/** Knows who comes: a circle. */
public record Cellar(List<Climber> visitors) {
  /** As another class, because a type argument alone is no dependency. */
  public Climber last() {
    return visitors.getLast();
  }
}
