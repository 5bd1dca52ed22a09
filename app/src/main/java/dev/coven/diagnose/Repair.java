package dev.coven.diagnose;

import java.io.IOException;

/** Mends what a check found, where that can harm nobody: no session ends, and no file is lost. */
@FunctionalInterface
public interface Repair {
  /**
   * Mends it.
   *
   * @return what was done, in a sentence
   * @throws IOException when it could not be done
   */
  String apply() throws IOException;
}
