package dev.coven.daemon;

import dev.coven.contract.Api;
import dev.coven.contract.DaemonIdentity;
import dev.coven.daemonology.Composition;
import dev.coven.harness.HarnessEnvironment;
import dev.coven.harness.Harnesses;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.home.ProcessIdentity;
import dev.coven.http.HttpService;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StorageSampler;
import dev.coven.privacy.LogLine;
import dev.coven.session.Sessions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

  private final Composition parts;
  private final DaemonIdentity identity;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  CovenDaemon(CovenHome home, Map<String, String> environment, Path image, InstantSource clock) {
    ProcessIdentity process = ProcessIdentity.self();
    String instanceId = UUID.randomUUID().toString();
    this.identity =
        new DaemonIdentity(
            process.pid(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            home.socket().toString());

    Harnesses harnesses =
        new Harnesses(environment.getOrDefault("PATH", ""), image.resolve("share/coven/harness"));
    HarnessEnvironment harnessEnvironment =
        new HarnessEnvironment(
            environment, harnesses.searchPath(), home.directory().resolve("environment"));

    Ledger ledger = new Ledger(home.ledger());
    EventWriter writer = new EventWriter(ledger, clock);
    StorageSampler storage = new StorageSampler(ledger, writer, clock);
    Sessions sessions = new Sessions(ledger, writer, harnesses, harnessEnvironment, instanceId);
    SocketListener socket = new SocketListener(home.socket());
    DaemonFilePart daemonFile =
        new DaemonFilePart(
            new DaemonFile(home),
            new DaemonRecord(
                identity, Api.VERSION, CovenVersion.get(), instanceId, process.start()));
    HealthReport health = new HealthReport(identity, instanceId, clock, writer, storage);
    HttpService http =
        new HttpService(
            socket::channel,
            identity,
            () -> health.of(this.parts()),
            harnesses,
            ledger,
            sessions,
            this::stop);
    this.parts =
        new Composition(
            "coven", clock, List.of(ledger, writer, storage, sessions, socket, daemonFile, http));
  }

  private Composition parts() {
    return parts;
  }

  /** Starts the parts; when this returns, clients are served. */
  void start() throws Exception {
    LOG.info(
        LogLine.of("starting").with("version", CovenVersion.get()).with("pid", identity.pid()));
    parts.start();
    Thread.ofVirtual().name("coven-failure-watch").start(this::watch);
    LOG.info(LogLine.of("ready").with("contract", Api.VERSION).with("socket", identity.socket()));
  }

  /** Asks for a clean end; returns at once. */
  void stop() {
    end.complete(null);
  }

  /**
   * Waits until somebody asks for the end, or a part fails.
   *
   * @throws ExecutionException with the first failure of a part
   * @throws InterruptedException when interrupted while waiting
   */
  void awaitEnd() throws ExecutionException, InterruptedException {
    end.get();
  }

  /** Ends the parts in reverse order. */
  void shutdown() throws Exception {
    LOG.info(LogLine.of("stopping"));
    parts.shutdown();
    LOG.info(LogLine.of("stopped"));
  }

  private void watch() {
    try {
      end.completeExceptionally(parts.waitForFailure(ChronoUnit.FOREVER.getDuration()));
    } catch (InterruptedException | TimeoutException e) {
      // Nobody interrupts this thread, and for ever does not end; if it does, that is a failure.
      end.completeExceptionally(e);
    }
  }
}
