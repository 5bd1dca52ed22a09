package dev.coven.daemon;

import dev.coven.contract.Api;
import dev.coven.contract.DaemonIdentity;
import dev.coven.daemonology.Composition;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.Pulse;
import dev.coven.daemonology.Stall;
import dev.coven.harness.HarnessCapabilities;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.harness.ManifestCatalog;
import dev.coven.harness.ManifestSources;
import dev.coven.harness.VersionProbe;
import dev.coven.home.ConfigInForce;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.home.EnvironmentFile;
import dev.coven.home.ProcessIdentity;
import dev.coven.http.HttpService;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerCheck;
import dev.coven.ledger.Retention;
import dev.coven.ledger.StorageSampler;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import dev.coven.session.Sessions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The daemon of one home: puts the parts together, in the order in which they start.
 *
 * <p>Ledger, writer, sessions, socket, {@code daemon.json}, HTTP. So nothing is accepted before
 * everything behind it runs, and a shutdown, which goes in reverse, answers the requests in hand
 * while everything they need is still there.
 */
final class CovenDaemon {
  private static final TaggedLogger LOG = Logger.tag("daemon");

  /**
   * Who followed a session asks for its record when its stream has ended; others look now and then.
   */
  private static final Duration FAREWELL = Duration.ofMillis(250);

  private final Composition parts;
  private final Watchdog watchdog;
  private final DaemonIdentity identity;
  private final HealthReport health;
  private final Sessions sessions;
  private final EndRequest end;

  /** Not a request to end: where the process stays after a fault, this one must not last. */
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();

  private volatile boolean ready;

  /**
   * A daemon that has not started.
   *
   * @param home a home that this process holds the lock of
   * @param config what its owner has set
   * @param surroundings the process
   * @param extension asks for more time while the ledger is brought to today's schema
   */
  CovenDaemon(
      CovenHome home, ConfigInForce config, Surroundings surroundings, StartExtension extension) {
    Map<String, String> environment = surroundings.environment();
    InstantSource clock = surroundings.clock();
    this.end = surroundings.end();
    ProcessIdentity process = ProcessIdentity.self();
    String instanceId = UUID.randomUUID().toString();
    this.identity =
        new DaemonIdentity(
            process.pid(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            home.socket().toString());

    Harnesses harnesses =
        new Harnesses(
            environment.getOrDefault("PATH", ""),
            surroundings.image().resolve("share/coven/harness"),
            new ManifestCatalog(new ManifestSources(home.harnesses(), environment)));
    HarnessEnvironment harnessEnvironment =
        new HarnessEnvironment(environment, harnesses.searchPath(), home.environment());

    Ledger ledger =
        new Ledger(
            home.ledger(), () -> extension.progress("Bringing the ledger to this version's form"));
    EventWriter writer =
        new EventWriter(
            ledger,
            clock,
            why -> {
              // Recovery must be written before anybody is served; starting again would not help.
              if (!ready) {
                extension.progress("Waiting: " + why);
              }
            });
    Retention retention = new Retention(ledger, writer, config.config().retention(), clock);
    StorageSampler storage = new StorageSampler(ledger, writer, retention::isBlocked, clock);
    this.sessions =
        new Sessions(
            ledger,
            writer,
            harnesses,
            harnessEnvironment,
            instanceId,
            home.sessions(),
            new Redactor(SecretRules.with(config.config().redaction().patterns())),
            config.config().sessions().maxLive(),
            surroundings.keeper());
    SocketListener socket = new SocketListener(home.socket(), surroundings.inherited());
    DaemonFilePart daemonFile =
        new DaemonFilePart(
            new DaemonFile(home),
            new DaemonRecord(
                identity, Api.VERSION, CovenVersion.get(), instanceId, process.start()));
    this.health =
        new HealthReport(
            identity,
            instanceId,
            clock,
            writer,
            storage,
            surroundings.supervisor(),
            sessions,
            config.health(),
            this::stalls);
    HttpService http =
        new HttpService(
            socket::channel,
            identity,
            () -> health.of(this.parts()),
            harnesses,
            capabilities(harnesses, environment, home, clock),
            ledger,
            sessions,
            end::ask);
    List<Pulse> pulses =
        new ArrayList<>(List.of(writer.pulse(), retention.pulse(), storage.pulse()));
    pulses.addAll(http.pulses());
    this.watchdog = watchdog(pulses, surroundings);

    List<ContractDaemon> parts =
        new ArrayList<>(
            List.of(
                ledger,
                writer,
                retention,
                storage,
                sessions,
                socket,
                daemonFile,
                http,
                new LedgerCheck(ledger)));
    if (surroundings.notifier().hasListener()) {
      parts.add(new ServiceStatus(this::statusLine, surroundings.notifier()));
    }
    parts.add(watchdog);
    this.parts = new Composition("coven", clock, parts);
  }

  private static HarnessCapabilities capabilities(
      Harnesses harnesses, Map<String, String> environment, CovenHome home, InstantSource clock) {
    // Where the user's home is not known, the daemon's own serves: it is there, and is the user's.
    String named = environment.getOrDefault("HOME", "");
    Path userHome = named.startsWith("/") ? Path.of(named) : home.directory();
    return new HarnessCapabilities(
        harnesses,
        new VersionProbe(harnesses.searchPath(), userHome, VersionProbe.LIMIT),
        userHome,
        new EnvironmentFile(home.environment()),
        clock);
  }

  private static Watchdog watchdog(List<Pulse> pulses, Surroundings surroundings) {
    ServiceNotifier notifier = surroundings.notifier();
    return surroundings
        .supervisor()
        .watchdog()
        .filter(_ -> notifier.hasListener())
        .map(limit -> new Watchdog(pulses, limit.dividedBy(3), new Feeding(notifier)))
        .orElseGet(
            () ->
                new Watchdog(
                    pulses,
                    LastResort.EVERY,
                    new LastResort(System.err, Runtime.getRuntime()::halt, System::nanoTime)));
  }

  private Composition parts() {
    return parts;
  }

  private List<Stall> stalls() {
    return watchdog.stalls();
  }

  /** How the daemon does, in a line for people. */
  String statusLine() {
    return ServiceStatus.line(health.of(parts), sessions.liveCount());
  }

  /** Starts the parts; when this returns, clients are served. */
  void start() throws Exception {
    parts.start();
    ready = true;
    Thread.ofVirtual().name("coven-failure-watch").start(this::watch);
    LOG.info(LogLine.of("ready").with("contract", Api.VERSION).with("socket", identity.socket()));
  }

  /**
   * Waits until somebody asks for the end, or a part fails.
   *
   * @return the first failure of a part, or empty
   * @throws InterruptedException when interrupted while waiting
   */
  Optional<Throwable> awaitEnd() throws InterruptedException {
    end.awaitOr(failed);
    return failure();
  }

  /** The first failure of a part, or empty. */
  Optional<Throwable> failure() {
    return parts.failure();
  }

  /** Ends the parts in reverse order. */
  void shutdown() throws Exception {
    LOG.info(LogLine.of("stopping"));
    // While clients are still served: who follows a session must see its end, not a closed door.
    if (parts.failure().isEmpty() && sessions.endUnlessKept() > 0) {
      Thread.sleep(FAREWELL);
    }
    parts.shutdown();
    LOG.info(LogLine.of("stopped"));
  }

  private void watch() {
    try {
      failed.complete(parts.waitForFailure(ChronoUnit.FOREVER.getDuration()));
    } catch (InterruptedException | TimeoutException e) {
      // Nobody interrupts this thread, and for ever does not end.
      LOG.error(e, "the watch for failures ended");
      failed.complete(e);
    }
  }
}
