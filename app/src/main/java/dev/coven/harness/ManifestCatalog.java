package dev.coven.harness;

import dev.coven.contract.AdapterProblem;
import dev.coven.privacy.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The adapters of all manifests. Whoever asks gets them as they are now: each time the files are
 * looked at, which takes microseconds, and those that have changed are read again. The log says
 * what is wrong once for each change.
 */
public final class ManifestCatalog {
  private static final TaggedLogger LOG = Logger.tag("harness");

  private final ManifestSources sources;
  private ManifestSources.Look seen;
  private Contents contents = new Contents(List.of(), List.of());

  /**
   * What the manifests say.
   *
   * @param adapters those that can be used; of two with the same id the first
   * @param problems everything that is wrong
   */
  record Contents(List<HarnessAdapter> adapters, List<AdapterProblem> problems) {
    /** Keeps its own copies. */
    Contents {
      adapters = List.copyOf(adapters);
      problems = List.copyOf(problems);
    }
  }

  /**
   * A catalog.
   *
   * @param sources where manifests come from
   */
  public ManifestCatalog(ManifestSources sources) {
    this.sources = sources;
  }

  /**
   * What the manifests say now.
   *
   * @param bundled ids that no manifest may use; the same at each call
   */
  synchronized Contents contents(Set<String> bundled) {
    ManifestSources.Look now = sources.look();
    if (!now.equals(seen)) {
      contents = read(now, bundled);
      seen = now;
      log();
    }
    return contents;
  }

  private static Contents read(ManifestSources.Look look, Set<String> bundled) {
    List<AdapterProblem> problems = new ArrayList<>(look.problems());
    List<HarnessAdapter> adapters = new ArrayList<>();
    Predicate<String> taken =
        id ->
            bundled.contains(id) || adapters.stream().anyMatch(adapter -> adapter.id().equals(id));
    for (ManifestSources.Sighting file : look.files()) {
      new ManifestFile(file.path(), problems)
          .read(taken).stream().map(ManifestAdapter::new).forEach(adapters::add);
    }
    return new Contents(adapters, problems);
  }

  private void log() {
    for (AdapterProblem problem : contents.problems()) {
      LOG.warn(
          LogLine.of("problem in a manifest of harnesses")
              .with("file", problem.file())
              .with("adapter", problem.adapter())
              .with("field", problem.field())
              .with("level", problem.level().wire())
              .with("problem", problem.message()));
    }
    if (!contents.adapters().isEmpty()) {
      LOG.info(
          LogLine.of("harnesses of manifests")
              .with("ids", contents.adapters().stream().map(HarnessAdapter::id).toList()));
    }
  }
}
