package dev.coven.harness;

import dev.coven.contract.AdapterProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A directory of manifests, written by a test, and the harnesses that come of it. */
final class Manifests {
  /** The members that each adapter must have, but for its id. */
  private static final String REQUIRED =
      "\"label\":\"Mine\",\"executable\":\"mine\",\"install_hint\":\"get it\","
          + "\"interactive_prompt_prefix_args\":[\"chat\"],"
          + "\"non_interactive_prompt_prefix_args\":[\"run\",\"--quiet\"]";

  private final Path directory;
  private final Harnesses harnesses;

  private Manifests(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.harnesses =
        new Harnesses(
            "/no/such/directory",
            directory,
            new ManifestCatalog(new ManifestSources(directory, environment)));
  }

  static Manifests in(Path directory) {
    return in(directory, Map.of());
  }

  static Manifests in(Path directory, Map<String, String> environment) {
    return new Manifests(directory, environment);
  }

  /** An adapter as text. */
  static String text(String id, String members) {
    return "{\"id\":\"" + id + "\"," + REQUIRED + (members.isEmpty() ? "" : "," + members) + "}";
  }

  /** Writes a file, which only its owner may write. */
  Manifests file(String name, String text) throws IOException {
    write(directory.resolve(name), text);
    return this;
  }

  static Path write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Writes a manifest of one adapter, under its name. */
  Manifests adapter(String id, String members) throws IOException {
    return file(id + ".json", "{\"adapters\":[" + text(id, members) + "]}");
  }

  /** Those of manifests; the bundled ones are left out. */
  List<HarnessAdapter> adapters() {
    return harnesses.adapters().stream().filter(adapter -> adapter.manifest().isPresent()).toList();
  }

  List<String> ids() {
    return adapters().stream().map(HarnessAdapter::id).toList();
  }

  Harnesses harnesses() {
    return harnesses;
  }

  List<AdapterProblem> problems() {
    return harnesses.problems();
  }
}
