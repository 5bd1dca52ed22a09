package dev.coven.harness;

import dev.coven.contract.ApiException;
import dev.coven.contract.Reason;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The harnesses that this daemon can launch, and where their programs are. */
public final class Harnesses {
  private final List<HarnessAdapter> adapters =
      List.of(new CodexAdapter(), new ClaudeAdapter(), new DemoAdapter());

  private final String searchPath;
  private final Path bundled;

  /**
   * The harnesses, to be found on a search path.
   *
   * @param searchPath directories separated by colons, as PATH holds them; only absolute ones count
   * @param bundled the directory of harnesses that come with the program
   */
  public Harnesses(String searchPath, Path bundled) {
    this.searchPath = searchPath;
    this.bundled = bundled;
  }

  /** All adapters. */
  public List<HarnessAdapter> adapters() {
    return adapters;
  }

  /** The search path, for the environment of what is launched. */
  public String searchPath() {
    return searchPath;
  }

  /**
   * The adapter of this id.
   *
   * @throws ApiException {@code invalid_request}, reason {@code harness_unknown}
   */
  public HarnessAdapter adapter(String id) {
    return adapters.stream()
        .filter(adapter -> adapter.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.invalid(
                        Reason.HARNESS_UNKNOWN, "unknown harness `" + id + "`; there are: " + ids())
                    .with("harness", id));
  }

  private String ids() {
    return adapters.stream().map(HarnessAdapter::id).collect(Collectors.joining(", "));
  }

  /**
   * The program of a harness, as this daemon would run it now.
   *
   * @param adapter the harness
   * @return its absolute path, or empty when it is not installed
   */
  public Optional<Path> find(HarnessAdapter adapter) {
    if (adapter instanceof DemoAdapter) {
      return Optional.of(bundled.resolve(adapter.executable())).filter(Files::isExecutable);
    }
    for (String entry : searchPath.split(":")) {
      try {
        // A relative entry would run whatever lies in a project under the harness's name.
        Path candidate = Path.of(entry).resolve(adapter.executable());
        if (candidate.isAbsolute()
            && Files.isRegularFile(candidate)
            && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      } catch (InvalidPathException notAPath) {
        // The system could not find a program there either; the next entry may be one.
        continue;
      }
    }
    return Optional.empty();
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
