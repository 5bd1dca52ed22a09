package dev.coven.harness;

import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.CapabilityManifest.Warning;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.LaunchMode;
import dev.coven.home.EnvironmentFile;
import dev.coven.home.EnvironmentFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What harnesses bring with them, remembered for five minutes. Looking runs their programs, so that
 * it is done on few threads of its own, and once for all who ask at the same time.
 */
public final class HarnessCapabilities {
  /** How long what was seen is good: the contract's five minutes. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** Each runs one program; more would hold the machine back, and these last seconds at most. */
  private static final int THREADS = 4;

  private static final long THREAD_IDLE_SECONDS = 10;

  private final Harnesses harnesses;
  private final VersionProbe probe;
  private final Path userHome;
  private final EnvironmentFile environment;
  private final InstantSource clock;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();
  private final ExecutorService threads;

  /**
   * What there is to be known of harnesses.
   *
   * @param harnesses which there are
   * @param probe asks programs for their version
   * @param userHome the user's home directory, where harnesses have theirs
   * @param environment may name other directories of theirs
   * @param clock the time of day
   */
  public HarnessCapabilities(
      Harnesses harnesses,
      VersionProbe probe,
      Path userHome,
      EnvironmentFile environment,
      InstantSource clock) {
    this.harnesses = harnesses;
    this.probe = probe;
    this.userHome = userHome;
    this.environment = environment;
    this.clock = clock;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("coven-capabilities-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /**
   * A look at a harness, done or under way.
   *
   * @param adapter the harness; another object once its manifest has changed
   * @param program where its program was
   * @param begun when
   * @param result what is seen
   */
  private record Look(
      HarnessAdapter adapter,
      Optional<Path> program,
      Instant begun,
      CompletableFuture<CapabilityManifest> result) {}

  /**
   * One harness.
   *
   * @param id its id
   * @param refresh whether to look again; one look under way is joined
   * @return what it brings; empty when there is no such harness
   * @throws InterruptedException when interrupted while waiting
   */
  public Optional<CapabilityManifest> of(String id, boolean refresh) throws InterruptedException {
    Optional<HarnessAdapter> adapter = harnesses.named(id);
    return adapter.isEmpty() ? Optional.empty() : Optional.of(await(look(adapter.get(), refresh)));
  }

  /**
   * All harnesses, and what is wrong with the manifests.
   *
   * @param refresh whether to look again
   * @throws InterruptedException when interrupted while waiting
   */
  public HarnessReport report(boolean refresh) throws InterruptedException {
    List<HarnessAdapter> all = harnesses.adapters();
    looks.keySet().retainAll(all.stream().map(HarnessAdapter::id).toList());
    List<Look> asked = all.stream().map(each -> look(each, refresh)).toList();
    List<CapabilityManifest> manifests = new ArrayList<>();
    for (Look look : asked) {
      manifests.add(await(look));
    }
    Instant oldest =
        manifests.stream()
            .map(CapabilityManifest::scannedAt)
            .min(Instant::compareTo)
            .orElseGet(clock::instant);
    return new HarnessReport(manifests, harnesses.problems(), oldest);
  }

  /** Forgets what was seen: whoever asks next is told what there is then. */
  public void forget() {
    looks.clear();
  }

  private Look look(HarnessAdapter adapter, boolean refresh) {
    Optional<Path> program = harnesses.find(adapter);
    return looks.compute(
        adapter.id(),
        (_, known) -> isGood(known, adapter, program, refresh) ? known : begin(adapter, program));
  }

  private boolean isGood(
      Look known, HarnessAdapter adapter, Optional<Path> program, boolean refresh) {
    if (known == null || known.adapter() != adapter || !known.program().equals(program)) {
      return false;
    }
    boolean underWay = !known.result().isDone();
    return underWay || !refresh && clock.instant().isBefore(known.begun().plus(FRESH));
  }

  private Look begin(HarnessAdapter adapter, Optional<Path> program) {
    Instant now = clock.instant();
    CompletableFuture<CapabilityManifest> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            result.complete(see(adapter, program, now));
          } catch (InterruptedException | RuntimeException | LinkageError e) {
            // A native library that is missing is a LinkageError; whoever waits must be told.
            result.completeExceptionally(e);
          }
        });
    return new Look(adapter, program, now, result);
  }

  private CapabilityManifest await(Look look) throws InterruptedException {
    try {
      return look.result().get();
    } catch (ExecutionException e) {
      looks.remove(look.adapter().id(), look);
      throw new IllegalStateException("the harness could not be looked at", e.getCause());
    }
  }

  private CapabilityManifest see(HarnessAdapter adapter, Optional<Path> program, Instant now)
      throws InterruptedException {
    List<Warning> warnings = new ArrayList<>();
    HarnessFiles.Found found = HarnessFiles.Found.NOTHING;
    String version = null;
    if (program.isPresent()) {
      found = new HarnessFiles(userHome, variables(warnings)).look(adapter.id());
      VersionProbe.Answer answer = probe.ask(program.get());
      version = answer.version();
      if (answer.fault() != null) {
        warnings.add(
            new Warning(
                "version_unknown", program.get().toString(), "`--version` " + answer.fault()));
      }
    }
    warnings.addAll(found.warnings());
    return new CapabilityManifest(
        adapter.id(),
        now,
        found.instructions(),
        found.skills(),
        found.plugins(),
        warnings,
        new CapabilityManifest.Executable(
            adapter.executable(), program.map(Path::toString).orElse(null), version),
        new CapabilityManifest.Adapter(
            adapter.label(),
            adapter.installHint(),
            adapter.manifest().map(Path::toString).orElse(null),
            adapter.modes().stream().map(LaunchMode::wire).toList(),
            adapter.takesModel()));
  }

  private Map<String, String> variables(List<Warning> warnings) {
    try {
      return environment.read();
    } catch (EnvironmentFileException e) {
      warnings.add(
          new Warning("environment_invalid", environment.path().toString(), e.getMessage()));
      return Map.of();
    }
  }
}
