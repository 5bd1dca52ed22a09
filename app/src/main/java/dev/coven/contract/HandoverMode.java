package dev.coven.contract;

import java.util.Locale;
import java.util.stream.Stream;

/** What becomes of live sessions when their daemon ends and another begins. */
public enum HandoverMode {
  /** They end. */
  NONE,
  /**
   * They go on. Output is read here and then stored: a kill -9 in between costs that last piece.
   */
  COPIED,
  /** They go on. The kernel stores output before anybody reads it: nothing is lost. */
  SPLICED;

  /** The word in health. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a word.
   *
   * @param word of a daemon, perhaps of a later version
   * @return what it means, NONE when that is not known
   */
  public static HandoverMode of(String word) {
    return Stream.of(values()).filter(mode -> mode.wire().equals(word)).findFirst().orElse(NONE);
  }
}
