package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.Api;
import dev.coven.home.CovenHome;
import dev.coven.privacy.Printable;

/** The words for what stands in a verb's way. */
final class Trouble {
  private Trouble() {}

  static ServiceException silent(CovenHome home, Probe.Silent silent) {
    String who =
        Occupant.find(home)
            .map(occupant -> "A daemon (pid " + occupant.process().pid() + ") holds the home")
            .orElse("Something listens at " + home.socket());
    return new ServiceException(
        who + " and does not answer (waited " + silent.waited().toSeconds() + " s).",
        "coven daemon restart");
  }

  static ServiceException foreign(Probe.Foreign foreign) {
    return new ServiceException(Printable.line(foreign.problem()), "coven daemon status");
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
