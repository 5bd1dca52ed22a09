package dev.coven.supervise;

import dev.coven.templates.UnitDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A service's definition as it is and as it would be.
 *
 * @param files its files, the service's own first
 */
public record UnitView(List<Part> files) {
  /** Copies the list. */
  public UnitView {
    files = List.copyOf(files);
  }

  /**
   * One file of it.
   *
   * @param file where it is, or would be
   * @param installed what is installed; empty when nothing is
   * @param rendered what a start would install
   */
  public record Part(Path file, Optional<String> installed, String rendered) {
    /** How the installed one differs from what would be installed; empty when it does not. */
    public String diff() {
      return UnitDiff.unified("installed " + file, installed.orElse(""), "rendered", rendered);
    }
  }

  /** The service's own file. */
  public Part main() {
    return files.getFirst();
  }

  /** How all of them differ from what would be installed; empty when they do not. */
  public String diff() {
    return files.stream().map(Part::diff).collect(Collectors.joining());
  }

  /** What a start would install; of several files each behind its name, as systemctl(1) cat. */
  public String rendered() {
    return files.size() == 1
        ? main().rendered()
        : files.stream()
            .map(part -> "# " + part.file() + "\n" + part.rendered())
            .collect(Collectors.joining("\n"));
  }
}
