package dev.coven.bench;

/**
 * A measured value, and what it should be.
 *
 * @param name what was measured
 * @param value the value
 * @param unit its unit
 * @param goal what it should reach or stay below; NaN when there is no goal
 * @param atLeast whether more is better
 * @param note how it was measured, and what the yardstick says
 */
record Figure(String name, double value, String unit, double goal, boolean atLeast, String note) {
  /** A value of which more is better. */
  static Figure atLeast(String name, double value, String unit, double goal, String note) {
    return new Figure(name, value, unit, goal, true, note);
  }

  /** A value of which less is better. */
  static Figure below(String name, double value, String unit, double goal, String note) {
    return new Figure(name, value, unit, goal, false, note);
  }

  /** A value without a goal. */
  static Figure plain(String name, double value, String unit, String note) {
    return new Figure(name, value, unit, Double.NaN, true, note);
  }

  boolean hasGoal() {
    return !Double.isNaN(goal);
  }

  boolean isMet() {
    return atLeast ? value >= goal : value < goal;
  }
}
