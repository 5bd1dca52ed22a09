package dev.coven.diagnose;

import dev.coven.client.Probe;
import dev.coven.client.UnusableDaemonException;
import dev.coven.contract.Api;
import dev.coven.contract.Health;
import dev.coven.contract.StorageHealth;
import dev.coven.home.CovenVersion;
import dev.coven.home.DaemonFile;
import dev.coven.home.ParkedNote;
import dev.coven.supervise.Occupant;
import dev.coven.supervise.ServiceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the daemon answers, and whether it is the one that it should be. */
final class DaemonCheck implements Check {
  private static final String ANSWERS = "daemon.reachable";

  private final Scene scene;

  DaemonCheck(Scene scene) {
    this.scene = scene;
  }

  @Override
  public String subject() {
    return "daemon";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    Probe answer = scene.answer();
    return switch (answer) {
      case Probe.Ready(Health health) -> answering(health, well(health));
      case Probe.Degraded(Health health) ->
          answering(
              health,
              CheckResult.fail(
                  ANSWERS,
                  "It runs and cannot do its work: " + UnusableDaemonException.failures(health),
                  "coven daemon status --watch"));
      case Probe.Incompatible(Health health) ->
          List.of(
              CheckResult.pass(ANSWERS, "A daemon answers (pid " + health.daemon().pid() + ")."),
              CheckResult.fail(
                  "daemon.contract",
                  "It speaks "
                      + health.apiVersion()
                      + " (version "
                      + health.covenVersion()
                      + "), this program "
                      + Api.VERSION
                      + " (version "
                      + CovenVersion.get()
                      + ").",
                  "kill " + health.daemon().pid() + " && coven daemon start"));
      case Probe.Silent(var waited) ->
          List.of(
              CheckResult.fail(
                  ANSWERS,
                  occupant()
                      + " gave no answer within "
                      + String.format(java.util.Locale.ROOT, "%.1f", waited.toMillis() / 1e3)
                      + " s.",
                  Occupant.find(scene.home()).isPresent() ? "coven daemon restart" : whoListens()));
      case Probe.Foreign(String problem) ->
          List.of(CheckResult.fail(ANSWERS, problem, whoListens()));
      case Probe.Absent _ -> absent();
    };
  }

  private static CheckResult well(Health health) {
    return CheckResult.pass(
        ANSWERS,
        "It answers (pid "
            + health.daemon().pid()
            + ", "
            + (health.supervisor().equals("none")
                ? "kept by nobody"
                : "kept by " + health.supervisor())
            + ").");
  }

  private String whoListens() {
    return "ss -xlp | grep -F '" + scene.home().socket() + "'";
  }

  private String occupant() {
    return Occupant.find(scene.home())
        .map(found -> "Its process lives (pid " + found.process().pid() + ") and")
        .orElse("Something listens at the socket and");
  }

  private List<CheckResult> absent() throws Exception {
    Optional<ParkedNote> parked =
        scene.isServicesHome() ? scene.service().parked() : Optional.empty();
    if (parked.isPresent()) {
      return List.of(
          CheckResult.fail(
              ANSWERS,
              "It is parked, since starting it again would not help: " + parked.get().why(),
              "coven daemon start"));
    }
    Optional<Occupant> occupant = Occupant.find(scene.home());
    if (occupant.isPresent()) {
      return List.of(
          CheckResult.fail(
              ANSWERS,
              occupant() + " does not serve; it may be starting.",
              "coven daemon status --watch"));
    }
    return List.of(CheckResult.fail(ANSWERS, "It does not run.", "coven daemon start"));
  }

  private List<CheckResult> answering(Health health, CheckResult first) throws Exception {
    List<CheckResult> results = new ArrayList<>(List.of(first));
    results.add(CheckResult.pass("daemon.contract", "It speaks " + Api.VERSION + "."));
    results.add(version(health));
    results.add(restart());
    results.add(record(health));
    results.add(storage(health));
    if (health.config().problem() != null) {
      results.add(
          CheckResult.fail(
              "daemon.config",
              "It runs on its last good configuration: " + health.config().problem(),
              "coven config check && coven daemon restart"));
    }
    return results;
  }

  private static CheckResult version(Health health) {
    String installed = CovenVersion.get();
    return health.covenVersion().equals(installed)
        ? CheckResult.pass("daemon.version", "It is version " + installed + ", as is installed.")
        : CheckResult.warn(
            "daemon.version",
            "It is version " + health.covenVersion() + ", installed is " + installed + ".",
            "coven daemon restart");
  }

  private CheckResult restart() throws Exception {
    boolean stale =
        scene.isServicesHome()
            && scene.service().state().map(ServiceState::definitionStale).orElse(false);
    return stale
        ? CheckResult.warn(
            "daemon.restart", "Its unit has changed since it was started.", "coven daemon restart")
        : CheckResult.pass("daemon.restart", "Nothing waits for a restart.");
  }

  private CheckResult record(Health health) {
    String id = "daemon.record";
    return switch (new DaemonFile(scene.home()).read()) {
      case DaemonFile.Content.Present(var daemon) when daemon.identity().equals(health.daemon()) ->
          CheckResult.pass(id, "daemon.json names it.");
      case DaemonFile.Content.Present(var daemon) ->
          CheckResult.fail(
              id,
              "daemon.json names another daemon (pid " + daemon.identity().pid() + ").",
              "coven daemon restart");
      case DaemonFile.Content.Garbage(String problem) ->
          CheckResult.fail(id, "daemon.json is " + problem + ".", "coven daemon restart");
      case DaemonFile.Content.Absent() ->
          CheckResult.fail(id, "daemon.json is missing.", "coven daemon restart");
    };
  }

  private static CheckResult storage(Health health) {
    StorageHealth.Status status = health.storage().status();
    String message = "Its storage is " + status.wire() + ".";
    return switch (status) {
      case OK -> CheckResult.pass("daemon.storage", message);
      case DEGRADED, CRITICAL ->
          CheckResult.warn("daemon.storage", message, "coven ledger prune --dry-run");
    };
  }
}
