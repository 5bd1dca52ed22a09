package dev.coven.supervise;

import dev.coven.privacy.Printable;
import dev.coven.supervise.ServiceState.Activity;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One look at a service of systemd's: what it says of its units, beside their files. */
final class SystemdSurvey {
  private final SystemdDefinition service;
  private final SystemdDefinition socket;
  private final SystemdPair shown;
  private final List<String> notes = new ArrayList<>();

  SystemdSurvey(SystemdDefinitions definitions, SystemdPair shown) {
    this.service = definitions.service();
    this.socket = definitions.socket();
    this.shown = shown;
  }

  /** What is to be known. */
  ServiceState state() throws ServiceException {
    SystemdShow show = shown.service();
    Optional<SystemdExit> exit = shown.lastExit();
    note();
    return new ServiceState(
        service.file().exists(),
        isEnabled(service, show) && (!socket.file().exists() || isEnabled(socket, shown.socket())),
        shown.activity(),
        show.pid(),
        show.pid().isPresent() ? show.started() : Optional.empty(),
        show.restarts(),
        show.lastEnd(),
        exit.map(SystemdExit::words),
        exit.map(SystemdExit::code).orElse(OptionalInt.empty()),
        shown.listens(),
        show.needsReload() || shown.socket().needsReload() || isNewerThanProcess(),
        notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)));
  }

  /** systemd does not notice when a link is removed behind its back, until it reads all anew. */
  private static boolean isEnabled(SystemdDefinition unit, SystemdShow show)
      throws ServiceException {
    try {
      return show.isEnabled() && unit.file().isLinked();
    } catch (IOException e) {
      throw new ServiceException(
          "The links beside " + unit.file().path() + " cannot be read: " + e + ".", null);
    }
  }

  /**
   * systemd may have read the file while the process went on as it was. Both times are compared by
   * the second, because systemctl tells no more of one. What stands in the socket unit needs no
   * restart of the process.
   */
  private boolean isNewerThanProcess() {
    SystemdShow show = shown.service();
    return show.pid().isPresent()
        && show.started().isPresent()
        && service
            .file()
            .modified()
            .map(time -> time.truncatedTo(ChronoUnit.SECONDS).isAfter(show.started().get()))
            .orElse(false);
  }

  private void note() {
    noteUnit("the unit", service, shown.service());
    noteUnit("the socket unit", socket, shown.socket());
    boolean down = shown.activity() == Activity.STOPPED || shown.activity() == Activity.FAILED;
    if (down && shown.listens()) {
      notes.add("its socket listens all the same, and the next client starts it");
    }
    if (isWorthHearing() && !shown.service().statusText().isEmpty()) {
      notes.add("the daemon says: " + shown.service().statusText());
    }
  }

  private void noteUnit(String what, SystemdDefinition unit, SystemdShow show) {
    SystemdUnitFile file = unit.file();
    if (file.isMask() || show.isMasked()) {
      notes.add(what + " is masked");
    } else if (!file.exists() && (show.isEnabled() || show.pid().isPresent())) {
      notes.add(what + " file is gone");
    } else if (file.exists() && !show.fragment().isEmpty() && !file.isSameAs(show.fragment())) {
      notes.add("systemd uses " + Printable.line(show.fragment()) + " instead of our unit");
    }
    if (show.loadState().equals("bad-setting") || show.loadState().equals("error")) {
      notes.add("systemd refuses " + what);
    }
    if (show.dropIns().contains("/" + unit.unit() + ".d/")) {
      notes.add("drop-ins change " + what + ": " + Printable.line(show.dropIns()));
    }
  }

  /** systemd keeps a process's last words; they count until another state has made them history. */
  private boolean isWorthHearing() {
    return switch (shown.service().activity()) {
      case STARTING, STOPPING -> true;
      // Why it is parked, a note of its own tells, and whole.
      case FAILED -> !shown.service().statusText().startsWith("Parked: ");
      // One that runs speaks for itself.
      case RUNNING, STOPPED, RESTARTING, UNKNOWN -> false;
    };
  }
}
