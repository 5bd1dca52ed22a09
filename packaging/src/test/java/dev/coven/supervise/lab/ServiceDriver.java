package dev.coven.supervise.lab;

import dev.coven.supervise.Definition;
import dev.coven.supervise.Detection;
import dev.coven.supervise.Detector;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.Journal;
import dev.coven.supervise.Linger;
import dev.coven.supervise.ServiceException;
import dev.coven.supervise.ServiceManager;
import dev.coven.supervise.ServiceState;
import java.time.Instant;
import java.util.List;

/**
 * Does what its arguments say with one service, and prints a line for each: the instance's name,
 * then steps. A step that fails does not keep the next from being done.
 */
public final class ServiceDriver {
  /** Far more than any state takes to come. */
  private static final long AWAIT_NANOS = 30_000_000_000L;

  private static final int LINES = 5;

  private final Detection.Available here;
  private final InstanceName name;
  private final ServiceManager manager;

  private ServiceDriver(Detection.Available here, InstanceName name) throws Exception {
    this.here = here;
    this.name = name;
    this.manager = here.services().of(name);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    Detector.Launchd noMac =
        _ -> {
          throw new IllegalStateException("this is no Mac");
        };
    switch (new Detector(System.getenv(), noMac).detect()) {
      case Detection.Unavailable(String cause) -> System.out.println("unavailable: " + cause);
      case Detection.Available here -> {
        ServiceDriver driver = new ServiceDriver(here, new InstanceName(arguments[0]));
        for (int i = 1; i < arguments.length; i++) {
          System.out.println(driver.attempt(arguments[i]));
        }
      }
    }
  }

  private String attempt(String step) throws InterruptedException {
    try {
      return perform(step);
    } catch (ServiceException e) {
      return "failed: %s | %s".formatted(e.getMessage(), e.next().orElse("-"));
    }
  }

  private String perform(String step) throws ServiceException, InterruptedException {
    int equals = step.indexOf('=');
    String verb = equals < 0 ? step : step.substring(0, equals);
    String value = step.substring(equals + 1);
    switch (verb) {
      case "state" -> {
        return text(manager.state());
      }
      case "await" -> {
        return text(await(ServiceState.Activity.valueOf(value)));
      }
      case "journal" -> {
        return String.join("/", awaitLine(value));
      }
      case "journal-of-now" -> {
        return String.join(
            "/", new Journal(here.commands(), name.unit()).since(Instant.now(), LINES));
      }
      case "last-failure" -> {
        return new Journal(here.commands(), name.unit())
            .lastFailure()
            .map(Journal.Failure::words)
            .orElse("none");
      }
      case "linger" -> {
        return "linger " + new Linger(here.commands()).state();
      }
      case "linger-on" -> {
        return "changed " + new Linger(here.commands()).enable();
      }
      case "linger-off" -> {
        return "changed " + new Linger(here.commands()).disable();
      }
      case "install" -> manager.install(Definition.of(value));
      case "start" -> manager.start();
      case "start-no-wait" -> manager.startNoWait();
      case "stop" -> manager.stop();
      case "restart" -> manager.restart();
      case "uninstall" -> manager.uninstall();
      default -> throw new IllegalArgumentException("no such step: " + step);
    }
    return "ok";
  }

  /** The state, when the service does what is waited for; else the one it has at the end. */
  private ServiceState await(ServiceState.Activity wanted)
      throws ServiceException, InterruptedException {
    long deadline = System.nanoTime() + AWAIT_NANOS;
    ServiceState state = manager.state();
    while (state.activity() != wanted && System.nanoTime() < deadline) {
      state = manager.state();
    }
    return state;
  }

  /** The journal's last lines, when the last is the one waited for; else those at the end. */
  private List<String> awaitLine(String wanted) throws InterruptedException {
    // A line is with the journal some time after the service wrote it, and nobody tells when.
    Journal journal = new Journal(here.commands(), name.unit());
    long deadline = System.nanoTime() + AWAIT_NANOS;
    List<String> lines = journal.last(LINES);
    while (!List.of(wanted).equals(lines.reversed().stream().limit(1).toList())
        && System.nanoTime() < deadline) {
      lines = journal.last(LINES);
    }
    return lines;
  }

  /** {@code activity installed enabled stale restarts} as words, then what is known beside. */
  private static String text(ServiceState state) {
    StringBuilder text = new StringBuilder(state.activity().toString());
    text.append(state.installed() ? " installed" : "");
    text.append(state.enabled() ? " enabled" : "");
    text.append(state.definitionStale() ? " stale" : "");
    text.append(" restarts=").append(state.restarts());
    state.pid().ifPresent(pid -> text.append(" pid=").append(pid));
    state.since().ifPresent(since -> text.append(" since=").append(since));
    state.lastExitCode().ifPresent(code -> text.append(" code=").append(code));
    state.lastExit().ifPresent(exit -> text.append(" exit=[").append(exit).append(']'));
    state.note().ifPresent(note -> text.append(" note=[").append(note).append(']'));
    return text.toString();
  }
}
