package dev.coven.diagnose;

import dev.coven.supervise.SearchPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The daemon's PATH against the one of this shell. */
final class PathCheck implements Check {
  private static final int NAMED = 5;

  private final Scene scene;

  PathCheck(Scene scene) {
    this.scene = scene;
  }

  @Override
  public String subject() {
    return "environment.path";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    String id = subject();
    Optional<String> daemons = scene.daemonPath();
    SearchPath shells = SearchPath.of(scene.environment().get("PATH"));
    if (daemons.isEmpty()) {
      return List.of(
          CheckResult.pass(id, "The next start takes this shell's PATH: " + shells.value()));
    }
    SearchPath kept = SearchPath.of(daemons.get());
    if (!kept.dropped().isEmpty()) {
      return List.of(
          CheckResult.fail(
              id,
              "The daemon's PATH has what it must not: " + String.join(", ", kept.dropped()) + ".",
              "coven daemon restart"));
    }
    List<String> more = missing(shells, kept);
    return List.of(
        CheckResult.pass(
            id,
            "The daemon looks for programs in "
                + kept.value()
                + (more.isEmpty() ? "" : "; this shell also in " + String.join(":", more))));
  }

  private static List<String> missing(SearchPath shells, SearchPath daemons) {
    Set<String> known = new LinkedHashSet<>(Arrays.asList(daemons.value().split(":")));
    List<String> more = new ArrayList<>(Arrays.asList(shells.value().split(":")));
    more.removeAll(known);
    return more.size() <= NAMED ? more : more.subList(0, NAMED);
  }
}
