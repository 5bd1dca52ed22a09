package dev.coven.harness;

import java.nio.file.Path;
import java.util.Map;

/** Harnesses without manifests. */
final class Bundled {
  private Bundled() {}

  static Harnesses harnesses(String searchPath, Path bundled) {
    return new Harnesses(
        searchPath,
        bundled,
        new ManifestCatalog(new ManifestSources(Path.of("/no/such/directory"), Map.of())));
  }
}
