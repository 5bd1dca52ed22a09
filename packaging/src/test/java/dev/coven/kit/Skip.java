package dev.coven.kit;

import org.junit.jupiter.api.Assumptions;

/** The end of a test that this machine cannot run. */
public final class Skip {
  /** The environment variable that, when it is 1, makes a skipped test a failure. */
  public static final String REQUIRED = "COVEN_SYSTEMD_LAB_REQUIRED";

  private Skip() {}

  /**
   * Skips the test, and prints the reason: neither Maven's console nor its summary gives it.
   *
   * @param reason what the machine lacks
   * @return nothing; for a {@code throw} where the compiler wants one
   * @throws AssertionError where {@link #REQUIRED} says so
   * @throws org.opentest4j.TestAbortedException elsewhere
   */
  public static AssertionError because(String reason) {
    if (isForbidden()) {
      throw new AssertionError(reason + ", and " + REQUIRED + " is set");
    }
    System.out.println("SKIPPED: " + reason);
    return Assumptions.abort(reason);
  }

  /** Whether a skipped test is a failure. */
  static boolean isForbidden() {
    return "1".equals(System.getenv(REQUIRED));
  }
}
