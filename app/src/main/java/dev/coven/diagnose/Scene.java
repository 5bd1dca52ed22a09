package dev.coven.diagnose;

import dev.coven.client.DaemonClient;
import dev.coven.client.Probe;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.ProcessVariables;
import dev.coven.supervise.CovenService;
import dev.coven.supervise.Instance;
import dev.coven.supervise.ServiceView;
import dev.coven.supervise.UnitView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked at: one instance, its home, and what the caller sees of it. Each thing is found
 * out when it is first asked for. Safe for many threads.
 */
public final class Scene {
  /** As long as a status waits. */
  private static final Duration PATIENCE = Duration.ofMillis(2_600);

  private final Map<String, String> environment;
  private final CovenHome home;
  private final InstantSource clock;
  private final Once<ServiceView> service;
  private final Once<UnitView> unit;
  private final Once<Probe> answer;
  private final Once<HarnessReport> harnesses;

  /**
   * A scene.
   *
   * @param environment the caller's environment
   * @param home the home that the caller means
   * @param daemon the instance's daemon, with whoever keeps it
   * @param clock the time of day
   */
  public Scene(
      Map<String, String> environment, CovenHome home, CovenService daemon, InstantSource clock) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.clock = clock;
    this.service = new Once<>(daemon::look);
    this.unit = new Once<>(daemon::unit);
    this.answer = new Once<>(this::ask);
    this.harnesses = new Once<>(this::askForHarnesses);
  }

  /** The caller's environment. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The home that is meant. */
  public CovenHome home() {
    return home;
  }

  /** The time of day. */
  public InstantSource clock() {
    return clock;
  }

  /** What is known of the daemon without asking it. */
  public ServiceView service() throws Exception {
    return service.get();
  }

  /** The unit as it is and as it would be. */
  public UnitView unit() throws Exception {
    return unit.get();
  }

  /** What the daemon's socket answers; one that is asleep is not woken by asking. */
  public Probe answer() throws Exception {
    return answer.get();
  }

  /** What the daemon says of itself, if one answers that speaks this program's contract. */
  public Optional<Health> health() throws Exception {
    return switch (answer()) {
      case Probe.Ready(Health health) -> Optional.of(health);
      case Probe.Degraded(Health health) -> Optional.of(health);
      case Probe.Absent _, Probe.Silent _, Probe.Foreign _, Probe.Incompatible _ ->
          Optional.empty();
    };
  }

  /** The harnesses as the daemon finds them; empty when it does not answer. */
  public Optional<HarnessReport> harnesses() throws Exception {
    return health().isPresent() ? Optional.of(harnesses.get()) : Optional.empty();
  }

  /** Whether the supervisor's service, if there is one, lives in this home. */
  public boolean isServicesHome() throws Exception {
    return service().otherHome().isEmpty();
  }

  /**
   * The PATH in which the daemon looks for harnesses: that of the daemon that answers, where the
   * system shows it, else the one that its unit holds.
   *
   * @return empty when nobody knows: the next start takes the caller's
   */
  public Optional<String> daemonPath() throws Exception {
    Optional<String> running =
        health().flatMap(health -> ProcessVariables.of(health.daemon().pid(), "PATH"));
    if (running.isPresent() || !isServicesHome()) {
      return running;
    }
    return service().target().remembered().map(Instance::searchPath);
  }

  private Probe ask() throws Exception {
    Path socket = home.socket();
    if (isServicesHome() && service().startsWhenAsked()) {
      return new Probe.Absent(java.nio.file.Files.exists(socket));
    }
    return Probe.of(socket, PATIENCE);
  }

  private HarnessReport askForHarnesses() throws Exception {
    try (DaemonClient client = DaemonClient.connect(home.socket(), DaemonClient.Need.ANSWERING)) {
      return client.harnesses(false);
    }
  }
}
