package dev.coven.it;

import dev.coven.kit.Account;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine; without it the test is skipped, and the reason printed. */
final class Needs {
  private Needs() {}

  static void root(String what) {
    check(Account.isRoot(), "needs root, to " + what);
  }

  /** A mount namespace of its own, which containers often refuse even to root. */
  static void mounts() throws IOException, InterruptedException {
    root("mount");
    Process unshare =
        new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt").start();
    String said = new String(unshare.getErrorStream().readAllBytes());
    check(unshare.waitFor() == 0, "needs a mount namespace: " + said.strip());
  }

  private static void check(boolean met, String need) {
    if (!met) {
      // Neither Maven's console nor its summary gives the reason of a skipped test.
      System.err.println("skipped: " + need);
    }
    Assumptions.assumeTrue(met, need);
  }
}
