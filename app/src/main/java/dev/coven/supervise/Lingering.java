package dev.coven.supervise;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a start does about lingering, which is the user's and not the service's alone. */
final class Lingering {
  private final Optional<Linger> linger;
  private final String supervisor;

  Lingering(Optional<Linger> linger, String supervisor) {
    this.linger = linger;
    this.supervisor = supervisor;
  }

  /** Adds what is to be known where lingering is off and nobody asks for it. */
  void addNote(List<String> notes) throws InterruptedException {
    if (linger.isPresent() && linger.get().state() == Linger.State.OFF) {
      notes.add(
          "It ends with your last login on this machine. To keep it: coven daemon start --linger");
    }
  }

  /**
   * Turns it on, for a service that is started already: that holds, whatever comes of this.
   *
   * @param holds what the start has brought about, in a sentence
   * @param say told where there is no such thing
   * @return whether it was off before, and so is ours to turn off again
   * @throws ServiceException when the system does not allow it; it says what holds all the same
   */
  boolean turnOn(String holds, Consumer<String> say) throws ServiceException, InterruptedException {
    if (linger.isEmpty()) {
      say.accept("--linger is for systemd; " + supervisor + " has nothing like it.");
      return false;
    }
    Linger.State before = linger.get().state();
    try {
      return linger.get().enable() && before == Linger.State.OFF;
    } catch (ServiceException e) {
      throw allTheSame(holds, e);
    }
  }

  /**
   * Turns it off again, where there is such a thing.
   *
   * @param holds what was brought about before, in a sentence
   * @throws ServiceException when the system does not allow it; it says what holds all the same
   */
  void turnOff(String holds) throws ServiceException, InterruptedException {
    try {
      if (linger.isPresent()) {
        linger.get().disable();
      }
    } catch (ServiceException e) {
      throw allTheSame(holds, e);
    }
  }

  private static ServiceException allTheSame(String holds, ServiceException refusal) {
    ServiceException error =
        new ServiceException(holds + " " + refusal.getMessage(), refusal.next().orElse(null));
    error.initCause(refusal);
    return error;
  }
}
