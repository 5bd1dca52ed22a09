package dev.coven.diagnose;

import dev.coven.contract.HarnessReport;
import dev.coven.diagnose.HarnessHealth.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How it stands with each harness: the same as {@code coven harness doctor} says, in short. */
final class HarnessCheck implements Check {
  /** Comes with Coven, and is nobody's agent. */
  private static final String DEMO = "demo";

  private final Scene scene;

  HarnessCheck(Scene scene) {
    this.scene = scene;
  }

  @Override
  public String subject() {
    return "harness";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    Optional<HarnessReport> report = scene.harnesses();
    if (report.isEmpty()) {
      return List.of(
          CheckResult.warn(
              "harness",
              "Only the daemon can tell which harnesses it finds, and it does not answer.",
              "coven daemon start"));
    }
    List<HarnessHealth> all =
        new HarnessCheckup(report.get(), scene.environment(), scene.home().harnesses())
            .examine(Optional.empty());
    List<CheckResult> results = new ArrayList<>(all.stream().map(HarnessCheck::result).toList());
    if (all.stream().noneMatch(it -> it.verdict() == Verdict.OK && !it.id().equals(DEMO))) {
      results.add(
          CheckResult.warn(
              "harness.any",
              "The daemon finds no harness but the one for demonstration.",
              report.get().manifests().getFirst().adapter().installHint()));
    }
    return results;
  }

  private static CheckResult result(HarnessHealth health) {
    String id = "harness." + health.id();
    Optional<HarnessHealth.Check> fault =
        health.checks().stream().filter(check -> !check.ok()).findFirst();
    return switch (health.verdict()) {
      case OK -> CheckResult.pass(id, String.join(", ", details(health)));
      case ABSENT -> {
        CheckResult absent = CheckResult.pass(id, "It is not installed. To install it:");
        yield fault.map(HarnessHealth.Check::mend).map(absent::hinting).orElse(absent);
      }
      case FAULT ->
          CheckResult.fail(
              id,
              fault.map(check -> check.name().replace('_', ' ') + ": " + check.detail()).orElse(""),
              fault.map(HarnessHealth.Check::mend).orElse("coven harness doctor"));
    };
  }

  /** Where the daemon finds it and which version it is; the rest is as it should be. */
  private static List<String> details(HarnessHealth health) {
    return health.checks().stream()
        .filter(check -> List.of("daemon_path", "version").contains(check.name()))
        .map(HarnessHealth.Check::detail)
        .toList();
  }
}
