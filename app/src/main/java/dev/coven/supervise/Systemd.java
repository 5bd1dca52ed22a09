package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import dev.coven.templates.Budgets;
import dev.coven.templates.ServiceSpec;
import dev.coven.templates.ServiceTemplates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
  private final SystemdUnitFile file;
  private final SystemdDefinition definition;
  private final String service;
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
    this.service = unit + ".service";
    this.identifier = unit;
    this.file = new SystemdUnitFile(directory.resolve(service));
    this.definition = new SystemdDefinition(systemctl, file, service);
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
    return file.path();
  }

  @Override
  public String render(ServiceSpec spec) {
    return new ServiceTemplates().systemdService(spec);
  }

  @Override
  public ServiceState state() throws ServiceException, InterruptedException {
    SystemdShow show = show();
    Optional<SystemdExit> exit = show.lastExit();
    return new ServiceState(
        file.exists(),
        isEnabled(show),
        show.activity(),
        show.pid(),
        show.pid().isPresent() ? show.started() : Optional.empty(),
        show.restarts(),
        show.lastEnd(),
        exit.map(SystemdExit::words),
        exit.map(SystemdExit::code).orElse(OptionalInt.empty()),
        show.needsReload() || isNewerThanProcess(show),
        note(show));
  }

  /** systemd does not notice when a link is removed behind its back, until it reads all anew. */
  private boolean isEnabled(SystemdShow show) throws ServiceException {
    try {
      return show.isEnabled() && file.isLinked();
    } catch (IOException e) {
      throw new ServiceException(
          "The links beside " + file.path() + " cannot be read: " + e + ".", null);
    }
  }

  /**
   * systemd may have read the file while the process went on as it was. Both times are compared by
   * the second, because systemctl tells no more of one.
   */
  private boolean isNewerThanProcess(SystemdShow show) {
    return show.pid().isPresent()
        && show.started().isPresent()
        && file.modified()
            .map(time -> time.truncatedTo(ChronoUnit.SECONDS).isAfter(show.started().get()))
            .orElse(false);
  }

  private Optional<String> note(SystemdShow show) {
    List<String> notes = new ArrayList<>();
    if (file.isMask() || show.isMasked()) {
      notes.add("the unit is masked");
    } else if (!file.exists() && (show.isEnabled() || show.pid().isPresent())) {
      notes.add("the unit file is gone");
    } else if (file.exists() && !show.fragment().isEmpty() && !file.isSameAs(show.fragment())) {
      notes.add("systemd uses " + Printable.line(show.fragment()) + " instead of our unit");
    }
    if (show.loadState().equals("bad-setting") || show.loadState().equals("error")) {
      notes.add("systemd refuses the unit");
    }
    if (show.dropIns().contains("/" + service + ".d/")) {
      notes.add("drop-ins change the unit: " + Printable.line(show.dropIns()));
    }
    if (isWorthHearing(show) && !show.statusText().isEmpty()) {
      notes.add("the daemon says: " + show.statusText());
    }
    return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
  }

  /** systemd keeps a process's last words; they count until another state has made them history. */
  private static boolean isWorthHearing(SystemdShow show) {
    return switch (show.activity()) {
      case STARTING, STOPPING -> true;
      // Why it is parked, a note of its own tells, and whole.
      case FAILED -> !show.statusText().startsWith("Parked: ");
      // One that runs speaks for itself.
      case RUNNING, STOPPED, RESTARTING, UNKNOWN -> false;
    };
  }

  @Override
  public void install(String rendered) throws ServiceException, InterruptedException {
    definition.install(rendered);
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
    definition.enable();
    ServiceState.Activity now = show().activity();
    if (now == ServiceState.Activity.RUNNING) {
      return;
    }
    forgetFailures();
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
    definition.enable();
    forgetFailures();
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
      throw notReady(done.get(), show());
    }
  }

  private ServiceException notReady(CommandResult result, SystemdShow show) {
    String how = show.lastExit().map(exit -> ": " + exit.words()).orElse("");
    boolean again = show.activity() == ServiceState.Activity.RESTARTING;
    return new ServiceException(
        "The service did not become ready"
            + how
            + " (Result="
            + Printable.line(show.result())
            + "). systemd says: "
            + Systemctl.said(result)
            + (again ? ". It is started again and again." : "."),
        "journalctl --user -t " + identifier + " -n 50");
  }

  @Override
  public void stop() throws ServiceException, InterruptedException {
    SystemdShow before = show();
    if (before.activity() == ServiceState.Activity.FAILED) {
      // It would go on to count as failed, and not as stopped.
      forgetFailures();
    }
    if (isDown(before)) {
      return;
    }
    systemctl.run(STOP_PATIENCE, "stop", service);
    SystemdShow after = show();
    if (after.activity() == ServiceState.Activity.FAILED) {
      // It had to be killed. Whoever asked for that has a service that is stopped, not failed.
      forgetFailures();
    }
    if (!isDown(after)) {
      throw new ServiceException(
          "systemd stopped the service, and it is " + after.activity() + " again.",
          "systemctl --user status " + service);
    }
  }

  private static boolean isDown(SystemdShow show) {
    return switch (show.activity()) {
      case STOPPED, FAILED -> show.pid().isEmpty();
      case STARTING, RUNNING, STOPPING, RESTARTING, UNKNOWN -> false;
    };
  }

  @Override
  public void uninstall() throws ServiceException, InterruptedException {
    stop();
    definition.uninstall();
    forgetFailures();
  }

  /**
   * A failure remembered, or starts counted, would keep it from starting. A unit that systemd has
   * not in memory has neither, and that is all this command could complain about.
   */
  private void forgetFailures() throws ServiceException, InterruptedException {
    systemctl.attempt(Systemctl.QUICK, "reset-failed", service);
  }

  private SystemdShow show() throws ServiceException, InterruptedException {
    return systemctl.show(service);
  }
}
