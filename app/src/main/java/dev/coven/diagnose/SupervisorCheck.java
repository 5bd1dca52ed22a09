package dev.coven.diagnose;

import dev.coven.supervise.Linger;
import dev.coven.supervise.ServiceState;
import dev.coven.supervise.ServiceState.Activity;
import dev.coven.supervise.ServiceView;
import dev.coven.supervise.Target;
import java.util.ArrayList;
import java.util.List;

/** Whether the operating system keeps the daemon, and by which definition. */
final class SupervisorCheck implements Check {
  private static final String START = "coven daemon start";

  /** A difference is a few lines; of a strange unit, the beginning tells. */
  private static final int DIFF_LINES = 60;

  /** Fewer restarts than these are accidents. */
  private static final int MANY_RESTARTS = 3;

  private final Scene scene;

  SupervisorCheck(Scene scene) {
    this.scene = scene;
  }

  @Override
  public String subject() {
    return "supervisor";
  }

  @Override
  public List<CheckResult> look() throws Exception {
    ServiceView view = scene.service();
    if (view.whyNone().isPresent()) {
      return List.of(
          view.target().remembered().isPresent()
              ? CheckResult.fail(
                  "supervisor.available",
                  "The daemon is kept by "
                      + view.target().remembered().get().supervisor()
                      + ", which cannot be reached: "
                      + view.whyNone().get(),
                  "coven daemon status")
              : CheckResult.warn(
                  "supervisor.available",
                  "Nobody keeps the daemon: " + view.whyNone().get(),
                  null));
    }
    List<CheckResult> results = new ArrayList<>();
    results.add(
        CheckResult.pass("supervisor.available", view.supervisor().orElseThrow() + " is there."));
    if (!view.isInstalled()) {
      results.add(notInstalled(view));
      return results;
    }
    ServiceState state = view.state().orElseThrow();
    results.add(CheckResult.pass("supervisor.installed", "It has the service."));
    results.add(home(view.target()));
    results.add(enabled(state));
    results.add(unit(view));
    results.add(activity(view, state));
    view.linger().ifPresent(linger -> results.add(linger(linger)));
    return results;
  }

  private static CheckResult notInstalled(ServiceView view) {
    return view.target().remembered().isPresent()
        ? CheckResult.fail("supervisor.installed", "Its unit is gone.", START)
        : CheckResult.warn(
            "supervisor.installed",
            view.supervisor().orElseThrow()
                + " does not know the daemon: nobody starts it after a crash or a reboot.",
            START);
  }

  private static CheckResult home(Target target) {
    return target
        .otherHome()
        .map(
            other ->
                CheckResult.warn(
                    "supervisor.home",
                    "The service's daemon lives in "
                        + target.home().directory()
                        + ", and COVEN_HOME is "
                        + other.directory()
                        + ", which is what is looked at here.",
                    "unset COVEN_HOME"))
        .orElseGet(
            () ->
                CheckResult.pass(
                    "supervisor.home", "The service lives in " + target.home().directory() + "."));
  }

  private static CheckResult enabled(ServiceState state) {
    String note = state.note().map(it -> " (" + it + ")").orElse("");
    return state.enabled()
        ? CheckResult.pass("supervisor.enabled", "It is started at login." + note)
        : CheckResult.fail("supervisor.enabled", "It is not started at login" + note + ".", START);
  }

  /** The words are the status's; how exactly it differs is shown beside them. */
  private CheckResult unit(ServiceView view) throws Exception {
    String id = "supervisor.unit";
    String diff = scene.isServicesHome() ? scene.unit().diff() : "";
    if (view.drift().isEmpty() && diff.isEmpty()) {
      return CheckResult.pass(id, "Its unit is as it should be.");
    }
    String why = view.drift().orElse("Its unit is another than a start would write.");
    boolean ours = !why.contains("was not written by Coven");
    return CheckResult.fail(id, why + bounded(diff), ours ? START : START + " --replace");
  }

  private static String bounded(String diff) {
    List<String> lines = diff.lines().toList();
    StringBuilder text = new StringBuilder();
    lines.stream().limit(DIFF_LINES).forEach(line -> text.append('\n').append(line));
    if (lines.size() > DIFF_LINES) {
      text.append("\n… ").append(lines.size() - DIFF_LINES).append(" more lines");
    }
    return text.toString();
  }

  private static CheckResult activity(ServiceView view, ServiceState state) {
    String id = "supervisor.state";
    String exit = state.lastExit().map(how -> " Its last end: " + how + ".").orElse("");
    if (state.activity() == Activity.FAILED) {
      return CheckResult.fail(
          id,
          view.supervisor().orElseThrow() + " has given it up and starts it no more." + exit,
          START);
    }
    if (state.activity() == Activity.RESTARTING) {
      boolean throttled = view.supervisor().orElseThrow().equals("launchd");
      return CheckResult.fail(
          id,
          "It has ended "
              + times(state.restarts() + 1)
              + " and is about to be started again"
              + (throttled ? " (launchd waits between two starts: ThrottleInterval)." : ".")
              + exit,
          "coven daemon logs --since 10m");
    }
    if (state.restarts() >= MANY_RESTARTS) {
      return CheckResult.warn(
          id,
          "It was started again " + times(state.restarts()) + " since it was loaded." + exit,
          "coven daemon logs --level warn");
    }
    return CheckResult.pass(id, "It is " + word(state.activity()) + ".");
  }

  private static String times(long number) {
    return number == 1 ? "once" : number + " times";
  }

  private static String word(Activity activity) {
    return activity.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static CheckResult linger(Linger.State linger) {
    String id = "supervisor.linger";
    return switch (linger) {
      case ON -> CheckResult.pass(id, "It outlives your login.");
      case OFF ->
          CheckResult.warn(
              id,
              "It ends with your last login on this machine (linger is off).",
              START + " --linger");
      case UNKNOWN -> CheckResult.pass(id, "Nobody tells whether it outlives your login.");
    };
  }
}
