package dev.coven.supervise;

import dev.coven.templates.UnitDiff;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A unit as it is and as it would be.
 *
 * @param file where it is, or would be
 * @param installed what is installed; empty when nothing is
 * @param rendered what a start would install
 */
public record UnitView(Path file, Optional<String> installed, String rendered) {
  /** How the installed one differs from what would be installed; empty when it does not. */
  public String diff() {
    return UnitDiff.unified("installed " + file, installed.orElse(""), "rendered", rendered);
  }
}
