package dev.coven.diagnose;

import dev.coven.contract.AdapterProblem;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.CapabilityManifest.Warning;
import dev.coven.contract.HarnessReport;
import dev.coven.diagnose.HarnessHealth.Check;
import dev.coven.diagnose.HarnessHealth.Verdict;
import dev.coven.home.ProgramSearch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds what the daemon says of its harnesses against what the user's shell finds. Most faults are
 * a difference between the two: a program that came after the daemon's start, or that a version
 * manager puts onto the PATH of some shells only.
 */
public final class HarnessCheckup {
  /** It comes with Coven and is on no PATH. */
  private static final String BUNDLED = "demo";

  private static final String FILE_VARIABLE = "COVEN_HARNESS_ADAPTER_MANIFEST";
  private static final String DIRECTORIES_VARIABLE = "COVEN_HARNESS_ADAPTER_DIRS";

  private final HarnessReport report;
  private final Map<String, String> environment;
  private final Path own;
  private final ProgramSearch shell;

  /**
   * A checkup.
   *
   * @param report what the daemon has just seen
   * @param environment that of the user's shell
   * @param own the home's directory of manifests
   */
  public HarnessCheckup(HarnessReport report, Map<String, String> environment, Path own) {
    this.report = report;
    this.environment = environment;
    this.own = own;
    this.shell = new ProgramSearch(environment.getOrDefault("PATH", ""));
  }

  /**
   * Examines.
   *
   * @param id the one that must be well; empty for all, of which those that nobody has installed
   *     may be missing
   * @return how it stands; empty when there is none with this id
   */
  public List<HarnessHealth> examine(Optional<String> id) {
    List<HarnessHealth> all = new ArrayList<>();
    for (CapabilityManifest manifest : report.manifests()) {
      if (id.isEmpty() || id.get().equals(manifest.harnessId())) {
        all.add(examine(manifest, id.isPresent()));
      }
    }
    all.addAll(lost(id));
    if (id.isEmpty()) {
      unread(FILE_VARIABLE, environment.getOrDefault(FILE_VARIABLE, "")).ifPresent(all::add);
      for (String directory : environment.getOrDefault(DIRECTORIES_VARIABLE, "").split(":")) {
        unread(DIRECTORIES_VARIABLE, directory).ifPresent(all::add);
      }
    }
    return all;
  }

  /**
   * A place that this shell names and of which the daemon knows nothing: most of the time because
   * it is a service, with an environment of its own.
   */
  private Optional<HarnessHealth> unread(String variable, String place) {
    boolean known =
        Stream.concat(
                report.manifests().stream().map(each -> each.adapter().manifest()),
                report.problems().stream().map(AdapterProblem::file))
            .filter(Objects::nonNull)
            .anyMatch(file -> file.equals(place) || file.startsWith(place + "/"));
    if (known || !holdsManifest(place)) {
      return Optional.empty();
    }
    Check check =
        new Check(
            "manifest",
            false,
            "the daemon reads nothing from " + place + ", which this shell names",
            "ln -s " + place + (variable.equals(FILE_VARIABLE) ? " " : "/*.json ") + own);
    return Optional.of(
        new HarnessHealth(variable, "a variable", Verdict.FAULT, List.of(check), List.of(), false));
  }

  /** Of a place that holds none, the daemon has nothing to tell. */
  private static boolean holdsManifest(String place) {
    try {
      Path path = Path.of(place);
      if (!path.isAbsolute() || !Files.isDirectory(path)) {
        return path.isAbsolute() && Files.exists(path);
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.json")) {
        return files.iterator().hasNext();
      }
    } catch (InvalidPathException | IOException e) {
      return false; // What this shell cannot read either is no difference between the two.
    }
  }

  private HarnessHealth examine(CapabilityManifest manifest, boolean wanted) {
    List<Check> checks = new ArrayList<>();
    boolean found = manifest.executable().path() != null;
    Optional<String> inShell = shell.find(manifest.executable().name()).map(Object::toString);
    checks.add(daemonPath(manifest, inShell));
    if (!manifest.harnessId().equals(BUNDLED)) {
      checks.add(shellPath(manifest, inShell));
    }
    if (found) {
      checks.add(version(manifest));
    }
    for (Warning warning : manifest.warnings()) {
      if (warning.kind().equals("environment_invalid")) {
        checks.add(new Check("environment", false, warning.message(), "coven env list"));
      }
    }
    for (AdapterProblem problem : report.problems()) {
      if (manifest.harnessId().equals(problem.adapter())) {
        checks.add(manifest(problem));
      }
    }
    boolean nobodyHasIt =
        !found && inShell.isEmpty() && manifest.adapter().manifest() == null && !wanted;
    Verdict verdict =
        nobodyHasIt
            ? Verdict.ABSENT
            : checks.stream().allMatch(Check::ok) ? Verdict.OK : Verdict.FAULT;
    return new HarnessHealth(
        manifest.harnessId(),
        manifest.adapter().label(),
        verdict,
        checks,
        manifest.adapter().modes(),
        manifest.adapter().model());
  }

  private static Check daemonPath(CapabilityManifest manifest, Optional<String> inShell) {
    String name = manifest.executable().name();
    if (manifest.executable().path() != null) {
      return new Check("daemon_path", true, manifest.executable().path(), null);
    }
    return inShell.isPresent()
        ? new Check(
            "daemon_path",
            false,
            "the daemon does not find `" + name + "`, and this shell does",
            "coven daemon restart")
        : new Check(
            "daemon_path",
            false,
            "the daemon does not find `" + name + "`",
            manifest.adapter().installHint());
  }

  /** A difference is worth knowing, and no fault: the daemon's PATH is what counts. */
  private static Check shellPath(CapabilityManifest manifest, Optional<String> inShell) {
    String name = manifest.executable().name();
    if (inShell.isEmpty()) {
      return new Check("shell_path", true, "this shell does not find `" + name + "`", null);
    }
    String path = manifest.executable().path();
    boolean another = path != null && !inShell.get().equals(path);
    return new Check(
        "shell_path", true, inShell.get() + (another ? ", another than the daemon's" : ""), null);
  }

  private static Check version(CapabilityManifest manifest) {
    CapabilityManifest.Executable program = manifest.executable();
    if (program.version() != null) {
      return new Check("version", true, program.version(), null);
    }
    String why =
        manifest.warnings().stream()
            .filter(warning -> warning.kind().equals("version_unknown"))
            .map(Warning::message)
            .findFirst()
            .orElse("it does not tell its version");
    return new Check("version", false, why, program.path() + " --version");
  }

  private static Check manifest(AdapterProblem problem) {
    boolean error = problem.level() == AdapterProblem.Level.ERROR;
    return new Check(
        "manifest", !error, problem.sentence(), error ? "edit " + problem.file() : null);
  }

  /** What should have been a harness: faults of manifests whose adapters are not there. */
  private List<HarnessHealth> lost(Optional<String> id) {
    Map<String, List<Check>> lost = new LinkedHashMap<>();
    for (AdapterProblem problem : report.problems()) {
      String name = problem.adapter() != null ? problem.adapter() : problem.file();
      boolean known =
          report.manifests().stream().anyMatch(each -> each.harnessId().equals(problem.adapter()));
      boolean meant = id.isEmpty() || id.get().equals(problem.adapter());
      if (!known && meant) {
        lost.computeIfAbsent(name, _ -> new ArrayList<>()).add(manifest(problem));
      }
    }
    List<HarnessHealth> all = new ArrayList<>();
    lost.forEach(
        (name, checks) -> {
          boolean ok = checks.stream().allMatch(Check::ok);
          all.add(
              new HarnessHealth(
                  name, "a manifest", ok ? Verdict.OK : Verdict.FAULT, checks, List.of(), false));
        });
    return all;
  }
}
