package dev.coven.harness;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.ApiException;
import dev.coven.contract.Reason;
import dev.coven.home.ProgramSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The harnesses that this daemon can launch, and where their programs are. */
public final class Harnesses {
  private static final List<HarnessAdapter> BUNDLED =
      List.of(new CodexAdapter(), new ClaudeAdapter(), new CopilotAdapter(), new DemoAdapter());

  /** Whose ids no manifest may use; and the last segment of a route, which would hide it. */
  private static final Set<String> RESERVED =
      Stream.concat(BUNDLED.stream().map(HarnessAdapter::id), Stream.of("harnesses"))
          .collect(Collectors.toUnmodifiableSet());

  private final String searchPath;
  private final Path bundled;
  private final ManifestCatalog manifests;

  /**
   * The harnesses, to be found on a search path.
   *
   * @param searchPath directories separated by colons, as PATH holds them; only absolute ones count
   * @param bundled the directory of harnesses that come with the program
   * @param manifests describes further ones
   */
  public Harnesses(String searchPath, Path bundled, ManifestCatalog manifests) {
    this.searchPath = searchPath;
    this.bundled = bundled;
    this.manifests = manifests;
  }

  /** All adapters as they are now: the bundled ones, then those of manifests. */
  public List<HarnessAdapter> adapters() {
    return Stream.concat(BUNDLED.stream(), manifests.contents(RESERVED).adapters().stream())
        .toList();
  }

  /** What is wrong with the manifests as they are now. */
  public List<AdapterProblem> problems() {
    return manifests.contents(RESERVED).problems();
  }

  /** The search path, for the environment of what is launched. */
  public String searchPath() {
    return searchPath;
  }

  /** The adapter of this id, if there is one. */
  public Optional<HarnessAdapter> named(String id) {
    return adapters().stream().filter(adapter -> adapter.id().equals(id)).findFirst();
  }

  /**
   * The adapter of this id.
   *
   * @throws ApiException {@code invalid_request}, reason {@code harness_unknown}
   */
  public HarnessAdapter adapter(String id) {
    return named(id)
        .orElseThrow(
            () ->
                ApiException.invalid(
                        Reason.HARNESS_UNKNOWN,
                        "unknown harness `%s`; there are: %s%s".formatted(id, ids(), broken(id)))
                    .with("harness", id));
  }

  private String ids() {
    return adapters().stream().map(HarnessAdapter::id).collect(Collectors.joining(", "));
  }

  /** What was meant to be this harness, and cannot be. */
  private String broken(String id) {
    return problems().stream()
        .filter(problem -> problem.level() == AdapterProblem.Level.ERROR)
        .filter(problem -> id.equals(problem.adapter()))
        .findFirst()
        .map(problem -> ". A manifest has it, with a fault: " + problem.sentence())
        .orElse("");
  }

  /**
   * The program of a harness, as this daemon would run it now.
   *
   * @param adapter the harness
   * @return its absolute path, or empty when it is not installed
   */
  public Optional<Path> find(HarnessAdapter adapter) {
    return adapter instanceof DemoAdapter
        ? Optional.of(bundled.resolve(adapter.executable())).filter(Files::isExecutable)
        : new ProgramSearch(searchPath).find(adapter.executable());
  }

  /**
   * The program of a harness.
   *
   * @throws ApiException {@code invalid_request}, reason {@code harness_not_installed}
   */
  public Path require(HarnessAdapter adapter) {
    return find(adapter)
        .orElseThrow(
            () ->
                ApiException.invalid(
                        Reason.HARNESS_NOT_INSTALLED,
                        "`%s` was not found on the daemon's PATH. Install it (%s), then run: coven daemon restart"
                            .formatted(adapter.executable(), adapter.installHint()))
                    .with("harness", adapter.id()));
  }
}
