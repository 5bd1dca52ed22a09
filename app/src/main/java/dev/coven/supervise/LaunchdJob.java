package dev.coven.supervise;

import dev.coven.supervise.Launchctl.Answer;
import dev.coven.supervise.Launchctl.Bootout;
import dev.coven.supervise.Launchctl.Bootstrap;
import dev.coven.supervise.Launchctl.Kickstart;
import dev.coven.supervise.Launchctl.Sight;
import dev.coven.supervise.ServiceState.Activity;
import dev.coven.templates.Budgets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings one label into launchd and out of it. Each way is a loop that looks, takes the one step
 * that fits what it sees, and looks again: launchd answers before its work is done, others may act
 * on the same label, and the same exit code has several causes. So only what {@code print} shows
 * counts as success.
 */
final class LaunchdJob {
  /** The ExitTimeOut of our plist, after which launchd kills, and time to notice the end. */
  static final Duration END = Budgets.DEFAULT.stopTimeout().plusSeconds(5);

  /**
   * How long a refused step is repeated. A label that is gone from {@code print} may be refused a
   * little longer.
   */
  static final Duration REFUSAL = Duration.ofSeconds(10);

  private final Launchctl launchctl;
  private final Timepiece time;
  private final LaunchctlTarget target;

  LaunchdJob(Launchctl launchctl, Timepiece time, LaunchctlTarget target) {
    this.launchctl = launchctl;
    this.time = time;
    this.target = target;
  }

  Sight look() throws ServiceException, InterruptedException {
    return launchctl.look(target);
  }

  /**
   * Sees to it that the label is enabled, loaded, and running or about to.
   *
   * @param plist what to load it from when it is not loaded
   * @throws ServiceException when launchd does not take it; says so when it is not loaded
   */
  void load(Path plist) throws ServiceException, InterruptedException {
    // A disabled label that is loaded runs, but would not at the next login.
    CommandResult enabled = launchctl.enable(target);
    Patience refusal = new Patience(time, REFUSAL);
    Patience end = new Patience(time, END);
    while (true) {
      Optional<Hindrance> hindrance =
          switch (look()) {
            case Sight.Loaded(LaunchctlPrint print) -> kick(print);
            case Sight.NotLoaded _ -> bootstrap(plist);
            case Sight.NoDomain _ -> throw target.domain().missing();
            case Sight.Unclear(String told) -> Optional.of(new Hindrance(told, null, false));
          };
      if (hindrance.isEmpty()) {
        return;
      }
      if (!(hindrance.get().ending() ? end : refusal).pause()) {
        throw hindrance.get().error(enabled);
      }
    }
  }

  /**
   * What keeps a service from being loaded.
   *
   * @param told what it is, safe to print
   * @param next the command that may help, or null
   * @param ending whether it is an earlier process that has not ended yet
   */
  private record Hindrance(String told, String next, boolean ending) {
    ServiceException error(CommandResult enabled) {
      // Rarely refused; when it is, that may be why the rest is.
      String first = enabled.succeeded() ? "" : " Before that, " + enabled.failure().getMessage();
      return new ServiceException("launchd has not started the service. " + told + first, next);
    }
  }

  /** One step towards a loaded service that runs; empty when it does. */
  private Optional<Hindrance> kick(LaunchctlPrint print)
      throws ServiceException, InterruptedException {
    Activity activity = print.activity();
    if (activity == Activity.RUNNING || activity == Activity.STARTING) {
      return Optional.empty();
    }
    if (activity == Activity.STOPPING) {
      return Optional.of(stillEnding(print));
    }
    Answer<Kickstart> answer = launchctl.kickstart(target);
    return switch (answer.meaning()) {
      case STARTED -> Optional.empty();
      case STOPPING -> Optional.of(stillEnding(print));
      case NOT_DONE -> Optional.of(new Hindrance(answer.told(), null, false));
    };
  }

  private static Hindrance stillEnding(LaunchctlPrint print) {
    return new Hindrance(
        "Its earlier process"
            + pid(print)
            + " has not ended within "
            + END.toSeconds()
            + " s; once it has, nothing is loaded.",
        "coven daemon start",
        true);
  }

  private Optional<Hindrance> bootstrap(Path plist) throws ServiceException, InterruptedException {
    Answer<Bootstrap> answer = launchctl.bootstrap(target.domain(), plist);
    return switch (answer.meaning()) {
      case LOADED ->
          look() instanceof Sight.Loaded(LaunchctlPrint print) ? kick(print) : vanished();
      case BUSY -> Optional.of(new Hindrance(answer.told(), "plutil -lint " + plist, false));
      case DISABLED -> {
        // Somebody disabled it after we enabled it, or launchd has not noticed yet.
        launchctl.enable(target);
        yield Optional.of(
            new Hindrance(answer.told(), "launchctl print-disabled " + target.domain(), false));
      }
      case NO_DOMAIN -> throw target.domain().missing();
      case WRONG_SESSION ->
          throw notLoaded(
              "The domain "
                  + target.domain()
                  + " does not take services of its session type (LimitLoadToSessionType). "
                  + answer.told());
      case REFUSED -> throw notLoaded(answer.told());
    };
  }

  private static Optional<Hindrance> vanished() {
    return Optional.of(
        new Hindrance("It was loaded, and is gone again.", "coven daemon status", false));
  }

  private static ServiceException notLoaded(String told) {
    return new ServiceException("launchd has not loaded the service. " + told, null);
  }

  /**
   * Sees to it that the label is not loaded; returns when its process is gone.
   *
   * @throws ServiceException when it is still there
   */
  void unload() throws ServiceException, InterruptedException {
    Patience refusal = new Patience(time, REFUSAL);
    Patience end = new Patience(time, END);
    boolean accepted = false;
    while (true) {
      Sight sight = look();
      if (sight instanceof Sight.NotLoaded || sight instanceof Sight.NoDomain) {
        return;
      }
      if (isEnding(sight)) {
        accepted = true;
      }
      String told = "It was told to end, and has not yet.";
      if (!accepted) {
        Answer<Bootout> answer = launchctl.bootout(target);
        accepted =
            answer.meaning() == Bootout.ACCEPTED || answer.meaning() == Bootout.STILL_STOPPING;
        told = accepted ? told : answer.told();
      }
      if (!(accepted ? end : refusal).pause()) {
        throw stillLoaded(sight, told);
      }
    }
  }

  private static boolean isEnding(Sight sight) {
    return sight instanceof Sight.Loaded(LaunchctlPrint print)
        && print.activity() == Activity.STOPPING;
  }

  private ServiceException stillLoaded(Sight sight, String told) {
    String seen =
        switch (sight) {
          case Sight.Loaded(LaunchctlPrint print) ->
              "launchd still has " + target + pid(print) + state(print) + ". ";
          case Sight.Unclear(String answer) -> answer + " ";
          case Sight.NotLoaded _, Sight.NoDomain _ -> "";
        };
    return new ServiceException(seen + told, "launchctl print " + target);
  }

  private static String pid(LaunchctlPrint print) {
    return print.pid().isPresent() ? " (pid " + print.pid().getAsLong() + ")" : "";
  }

  private static String state(LaunchctlPrint print) {
    return print.state().map(it -> ", state: " + it).orElse("");
  }
}
