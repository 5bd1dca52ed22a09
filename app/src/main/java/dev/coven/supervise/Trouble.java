package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.Api;
import dev.coven.home.CovenHome;
import dev.coven.privacy.Printable;
import java.util.Optional;

/** The words for what stands in a verb's way. */
final class Trouble {
  private Trouble() {}

  static ServiceException silent(CovenHome home, Probe.Silent silent) {
    Optional<Occupant> occupant = Occupant.find(home);
    String who =
        occupant
            .map(found -> "A daemon (pid " + found.process().pid() + ") holds the home")
            .orElse("Something that is no daemon of this home listens at " + home.socket());
    return new ServiceException(
        who + " and does not answer (waited " + silent.waited().toSeconds() + " s).",
        occupant.isPresent() ? "coven daemon restart" : "ss -xlp | grep -F " + home.socket());
  }

  static ServiceException foreign(CovenHome home, Probe.Foreign foreign) {
    String where = Printable.line(home.socket().toString());
    String problem = Printable.line(foreign.problem());
    return new ServiceException(
        problem.contains(where) ? problem : problem + " The socket is " + where + ".",
        "coven daemon status");
  }

  static ServiceException incompatible(Probe.Incompatible other) {
    return new ServiceException(
        "The daemon that runs (pid "
            + other.health().daemon().pid()
            + ") speaks "
            + Printable.line(other.health().apiVersion())
            + ", this program "
            + Api.VERSION
            + ". Stop it with the program that started it, or update this one.",
        null);
  }
}
