package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import dev.coven.templates.Budgets;
import dev.coven.templates.ServiceSpec;
import dev.coven.templates.ServiceTemplates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service of systemd's manager for this user (systemd.service(5), systemctl(1)). The unit is of
 * {@code Type=notify}: systemd knows when it is ready.
 */
public final class Systemd implements ServiceManager {
  /**
   * How long a start may take. systemd has its own limit, the unit's, which the daemon puts off
   * while it makes progress; this one is for a manager that does not answer.
   */
  public static final Duration START_PATIENCE = Duration.ofSeconds(90);

  /** systemd kills at the unit's limit; the rest is for a machine under load. */
  private static final Duration STOP_PATIENCE =
      Budgets.DEFAULT.stopTimeout().plus(Duration.ofSeconds(15));

  private final Systemctl systemctl;
  private final SystemdDefinitions definitions;
  private final String service;
  private final String socket;
  private final String identifier;
  private final Duration startPatience;

  /**
   * A service.
   *
   * @param commands runs systemctl; its TZ should be UTC, or times are not understood
   * @param directory the user's unit directory; need not exist
   * @param unit the service's name without a suffix
   * @param startPatience how long {@link #start} and {@link #restart} wait until it is ready
   */
  public Systemd(CommandRunner commands, Path directory, String unit, Duration startPatience) {
    this.systemctl = new Systemctl(commands);
    this.definitions = new SystemdDefinitions(systemctl, directory, unit);
    this.service = definitions.service().unit();
    this.socket = definitions.socket().unit();
    this.identifier = unit;
    this.startPatience = startPatience;
  }

  /**
   * Where a user's units lie: {@code $XDG_CONFIG_HOME/systemd/user}, by default {@code
   * ~/.config/systemd/user}. As the XDG base directory specification has it, a relative
   * XDG_CONFIG_HOME counts as unset.
   *
   * @param environment the caller's environment
   * @throws UnusableHomeException when the user has no home directory
   */
  public static Path unitDirectory(Map<String, String> environment) throws UnusableHomeException {
    String named = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path base =
        named.startsWith("/") ? Path.of(named) : CovenHome.userHome(environment).resolve(".config");
    return base.resolve("systemd/user").normalize();
  }

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public Path file() {
    return definitions.service().file().path();
  }

  @Override
  public List<Path> files() {
    return List.of(file(), definitions.socket().file().path());
  }

  @Override
  public Definition render(ServiceSpec spec) {
    ServiceTemplates templates = new ServiceTemplates();
    return Definition.of(templates.systemdService(spec), templates.systemdSocket(spec));
  }

  @Override
  public ServiceState state() throws ServiceException, InterruptedException {
    return new SystemdSurvey(definitions, definitions.show()).state();
  }

  @Override
  public void install(Definition definition) throws ServiceException, InterruptedException {
    definitions.install(definition);
  }

  @Override
  public void start() throws ServiceException, InterruptedException {
    bringUp(startPatience, List.of());
  }

  @Override
  public void startNoWait() throws ServiceException, InterruptedException {
    bringUp(Systemctl.QUICK, List.of("--no-block"));
  }

  private void bringUp(Duration limit, List<String> options)
      throws ServiceException, InterruptedException {
    definitions.enable();
    ServiceState.Activity now = definitions.show().service().activity();
    if (now == ServiceState.Activity.RUNNING) {
      return;
    }
    definitions.forgetFailures();
    // A start would wait for the restart's timer, which an old unit may have set to minutes.
    String verb = now == ServiceState.Activity.RESTARTING ? "restart" : "start";
    launch(verb, limit, options);
  }

  @Override
  public void restart() throws ServiceException, InterruptedException {
    startAgain(STOP_PATIENCE.plus(startPatience), List.of());
  }

  @Override
  public void restartNoWait() throws ServiceException, InterruptedException {
    startAgain(Systemctl.QUICK, List.of("--no-block"));
  }

  private void startAgain(Duration limit, List<String> options)
      throws ServiceException, InterruptedException {
    definitions.enable();
    definitions.forgetFailures();
    launch("restart", limit, options);
  }

  private void launch(String verb, Duration limit, List<String> options)
      throws ServiceException, InterruptedException {
    List<String> words = new ArrayList<>(options);
    words.add(verb);
    words.add(service);
    Optional<CommandResult> done = systemctl.job(limit, words.toArray(String[]::new));
    if (done.isEmpty()) {
      throw new ServiceException(
          "The service is not ready after "
              + limit.toSeconds()
              + " s; systemd goes on starting it.",
          "coven daemon status");
    }
    if (!done.get().succeeded()) {
      throw notReady(done.get(), definitions.show());
    }
  }

  private ServiceException notReady(CommandResult job, SystemdPair shown) {
    String how = shown.lastExit().map(exit -> ": " + exit.words()).orElse("");
    // By the time of the look the next start may have begun, and wiped out how the last one ended.
    boolean again =
        switch (shown.activity()) {
          case RESTARTING, STARTING -> true;
          case STOPPED, RUNNING, STOPPING, FAILED, UNKNOWN -> false;
        };
    String last = shown.service().result();
    String result = last.equals("success") ? "" : " (Result=" + Printable.line(last) + ")";
    return new ServiceException(
        "The service did not become ready"
            + how
            + result
            + ". systemd says: "
            + Systemctl.said(job)
            + (again ? ". It is started again and again." : "."),
        "journalctl --user -t " + identifier + " -n 50");
  }

  @Override
  public void stop() throws ServiceException, InterruptedException {
    SystemdPair before = definitions.show();
    if (before.hasFailed()) {
      // It would go on to count as failed, and not as stopped.
      definitions.forgetFailures();
    }
    if (before.isDown()) {
      return;
    }
    if (before.hasSocket()) {
      // In one step: a client that knocks in between would start it again.
      systemctl.run(STOP_PATIENCE, "stop", service, socket);
    } else {
      systemctl.run(STOP_PATIENCE, "stop", service);
    }
    SystemdPair after = definitions.show();
    if (after.hasFailed()) {
      // It had to be killed. Whoever asked for that has a service that is stopped, not failed.
      definitions.forgetFailures();
    }
    if (!after.isDown()) {
      throw new ServiceException(
          "systemd stopped the service, and it is " + after.activity() + " again.",
          "systemctl --user status " + service);
    }
  }

  @Override
  public void uninstall() throws ServiceException, InterruptedException {
    stop();
    definitions.uninstall();
    // Of units without files, what is remembered is all that is left.
    systemctl.attempt(Systemctl.QUICK, "reset-failed", service, socket);
  }
}
