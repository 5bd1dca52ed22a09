package dev.coven.supervise;

import dev.coven.supervise.Launchctl.Sight;
import dev.coven.templates.ServiceSpec;
import dev.coven.templates.ServiceTemplates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A service in the hands of macOS's launchd: a property list in {@code ~/Library/LaunchAgents},
 * loaded into one of the user's domains. launchd respawns whatever exits, so that stopping is
 * unloading; and it reads the file only when it loads it, so that refreshing is unloading and
 * loading.
 */
public final class Launchd implements ServiceManager {
  private static final String NAME = "launchd";

  private final Launchctl launchctl;
  private final LaunchctlTarget target;
  private final LaunchAgentFile file;
  private final LaunchdJob job;

  /** The label in the user's other domain, where an earlier start with another choice left it. */
  private final LaunchdJob twin;

  private final LongFunction<Optional<Instant>> processStart;

  /**
   * One service.
   *
   * @param domain where it is loaded: {@linkplain LaunchdDomain#of chosen} at its first start, and
   *     recorded since
   * @param label its name
   * @param launchAgents the user's {@code ~/Library/LaunchAgents}; made when it is missing
   * @param commands runs launchctl
   */
  public Launchd(LaunchdDomain domain, String label, Path launchAgents, CommandRunner commands) {
    this(domain, label, launchAgents, commands, Timepiece.SYSTEM, Launchd::startOf);
  }

  Launchd(
      LaunchdDomain domain,
      String label,
      Path launchAgents,
      CommandRunner commands,
      Timepiece time,
      LongFunction<Optional<Instant>> processStart) {
    this.launchctl = new Launchctl(commands);
    this.target = new LaunchctlTarget(domain, label);
    this.file = new LaunchAgentFile(launchAgents, label);
    this.job = new LaunchdJob(launchctl, time, target);
    this.twin = new LaunchdJob(launchctl, time, target.inOtherDomain());
    this.processStart = processStart;
  }

  private static Optional<Instant> startOf(long pid) {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Path file() {
    return file.path();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when the specification is for another label, or for another
   *     kind of domain than this service's, which would not take it
   */
  @Override
  public Definition render(ServiceSpec spec) {
    if (!spec.label().equals(target.label())) {
      throw new IllegalArgumentException(spec.label() + " is not " + target.label());
    }
    if (spec.headless() != target.domain().isHeadless()) {
      throw new IllegalArgumentException("headless=" + spec.headless() + " in " + target.domain());
    }
    return Definition.of(new ServiceTemplates().launchdPlist(spec));
  }

  @Override
  public ServiceState state() throws ServiceException, InterruptedException {
    return new LaunchdSurvey(launchctl, target, file, processStart).state();
  }

  @Override
  public void install(Definition definition) throws ServiceException {
    file.write(definition.main());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The definition on disk counts only if the service is not loaded; {@link #restart} makes a
   * changed one count.
   */
  @Override
  public void start() throws ServiceException, InterruptedException {
    requireFile();
    if (isLoaded(twin)) {
      requireDomain();
      twin.unload();
    }
    job.load(file.path());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The service is unloaded and not disabled: a disabled label would outlive even its file.
   */
  @Override
  public void stop() throws ServiceException, InterruptedException {
    if (isLoaded(twin)) {
      twin.unload();
    }
    job.unload();
  }

  @Override
  public void restart() throws ServiceException, InterruptedException {
    // Whatever could be known beforehand to prevent the start must not end what runs.
    requireFile();
    requireDomain();
    try {
      stop();
    } catch (InterruptedException e) {
      throw interrupted("It was told to end, and is not loaded once it has.", e);
    }
    try {
      job.load(file.path());
    } catch (InterruptedException e) {
      throw interrupted("It may not be loaded now.", e);
    } catch (ServiceException e) {
      throw because(
          "The service was ended for its restart. " + e.getMessage(),
          e.next().orElse("coven daemon start"),
          e);
    }
  }

  @Override
  public void uninstall() throws ServiceException, InterruptedException {
    stop();
    if (launchctl.isDisabled(target).orElse(false)) {
      // Left behind, it would keep a later installation from starting.
      CommandResult enabled = launchctl.enable(target);
      if (!enabled.succeeded()) {
        throw new ServiceException(
            "The label stays disabled. " + enabled.failure().getMessage(),
            "launchctl enable " + target);
      }
    }
    file.remove();
  }

  private static boolean isLoaded(LaunchdJob job) throws ServiceException, InterruptedException {
    return job.look() instanceof Sight.Loaded;
  }

  private void requireFile() throws ServiceException {
    if (!file.exists()) {
      throw new ServiceException("There is no " + file.path() + ".", "coven daemon start");
    }
  }

  private void requireDomain() throws ServiceException, InterruptedException {
    if (!launchctl.hasDomain(target.domain())) {
      throw target.domain().missing();
    }
  }

  /** An interrupted restart may not end without a word on what it leaves behind. */
  private static ServiceException interrupted(String left, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return because("The restart was interrupted. " + left, "coven daemon start", cause);
  }

  private static ServiceException because(String message, String next, Exception cause) {
    ServiceException error = new ServiceException(message, next);
    error.initCause(cause);
    return error;
  }
}
