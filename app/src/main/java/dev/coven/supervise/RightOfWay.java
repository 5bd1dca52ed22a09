package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who answers at the socket before a service takes it. The service's own daemon may stay; a daemon
 * of ours that nobody keeps makes way; anybody else is left alone.
 */
final class RightOfWay {
  private final ServiceContext context;

  RightOfWay(ServiceContext context) {
    this.context = context;
  }

  /**
   * Looks, and clears the way where that is ours to do.
   *
   * @param home whose socket
   * @param answer what it answered just now
   * @param own the service's own process in that home; empty when it has none
   * @param held whether the supervisor itself holds the socket: nobody else listens there then
   * @return the service's own daemon, if it answers
   * @throws ServiceException when somebody is there who is not to be ended
   */
  Optional<Health> clear(CovenHome home, Probe answer, OptionalLong own, boolean held)
      throws ServiceException, InterruptedException {
    return switch (answer) {
      case Probe.Absent _ -> {
        endWaiting(home, own);
        yield Optional.empty();
      }
      case Probe.Ready(Health health) -> clearAnswering(home, health, own);
      case Probe.Degraded(Health health) -> clearAnswering(home, health, own);
      case Probe.Foreign foreign -> throw Trouble.foreign(home, foreign);
      case Probe.Incompatible other -> throw Trouble.incompatible(other);
      case Probe.Silent silent -> {
        if (own.isEmpty() && !held) {
          throw Trouble.silent(home, silent);
        }
        // The service's own, and it hangs or is not there yet; its supervisor can end it.
        yield Optional.empty();
      }
    };
  }

  private Optional<Health> clearAnswering(CovenHome home, Health health, OptionalLong own)
      throws ServiceException, InterruptedException {
    if (own.isPresent() && own.getAsLong() == health.daemon().pid()) {
      return Optional.of(health);
    }
    if (!health.supervisor().equals("none")) {
      throw new ServiceException(
          "The home "
              + home.directory()
              + " has a daemon (pid "
              + health.daemon().pid()
              + ") that "
              + health.supervisor()
              + " keeps under another name.",
          "coven daemon status --instance NAME");
    }
    long live = health.liveSessions().orElse(0);
    context
        .say()
        .accept(
            "A daemon without a service manager (pid "
                + health.daemon().pid()
                + ", "
                + live
                + " live sessions) makes way for the service.");
    new Stopper(home, context.say()).stop();
    return Optional.empty();
  }

  /** One that holds the home and does not serve would make the service wait, and park. */
  private void endWaiting(CovenHome home, OptionalLong own)
      throws ServiceException, InterruptedException {
    Optional<Occupant> occupant = Occupant.find(home);
    boolean stranger =
        occupant.isPresent()
            && (own.isEmpty() || own.getAsLong() != occupant.get().process().pid());
    if (stranger) {
      new Stopper(home, context.say()).stop();
    }
  }
}
