package dev.coven.diagnose;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Mends what was found, as far as nobody could mind: modes of Coven's own files, and a socket that
 * nobody serves. No daemon is started, stopped or restarted, no session ended, nothing of the
 * user's account changed (lingering is such a thing), and no file removed that holds anything.
 */
public final class Repairs {
  private Repairs() {}

  /**
   * Mends.
   *
   * @param report what was found
   * @return what was done, or could not be, each in a sentence
   */
  public static List<String> apply(DoctorReport report) {
    List<String> done = new ArrayList<>();
    for (CheckResult result : report.results()) {
      if (result.repair().isPresent()) {
        done.add(apply(result.id(), result.repair().get()));
      }
    }
    return done;
  }

  private static String apply(String id, Repair repair) {
    try {
      return repair.apply();
    } catch (IOException e) {
      return "This could not be mended (" + id + "): " + e.getMessage();
    }
  }
}
