package dev.coven.supervise;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A stretch of a verb that must not end half-way, with a service that was taken down and not
 * brought up again. Where this process is told to end meanwhile (Ctrl-C, TERM, a terminal that
 * closes), it goes on to the stretch's end first, and says how that was.
 */
final class Unbroken {
  /** What a stretch takes at most: a stop to its limit, and a start that is refused for a while. */
  private static final Duration LIMIT = LaunchdJob.END.plus(LaunchdJob.REFUSAL);

  private final Consumer<String> say;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Exception failure;

  private Unbroken(Consumer<String> say) {
    this.say = say;
  }

  /** What is to be done whole. */
  @FunctionalInterface
  interface Stretch {
    /** Does it. */
    void run() throws ServiceException, InterruptedException;
  }

  /**
   * Does a stretch whole.
   *
   * @param say told, when this process ends meanwhile, what becomes of the service
   * @param stretch what to do
   * @throws ServiceException when the stretch fails, or this process ends already
   */
  static void run(Consumer<String> say, Stretch stretch)
      throws ServiceException, InterruptedException {
    new Unbroken(say).run(stretch);
  }

  private void run(Stretch stretch) throws ServiceException, InterruptedException {
    Thread hook = Thread.ofPlatform().name("unbroken").unstarted(this::finish);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException ending) {
      throw new ServiceException("Interrupted, before anything was done.", null);
    }
    try {
      stretch.run();
    } catch (ServiceException | InterruptedException | RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      over.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      // Whether it was there is known: it was added above.
      var unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // This process ends, and the hook has its last word.
    }
  }

  /** On the way out of this process, while the stretch goes on in its own thread. */
  private void finish() {
    say.accept("Interrupted. So that the service is not left half-way, this goes on to its end…");
    try {
      if (!over.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        say.accept("The service may not be loaded now. To load it: coven daemon start");
      } else if (failure != null) {
        say.accept(failure.getMessage() + " To go on: coven daemon start");
      } else {
        say.accept("The service was told to start. To see: coven daemon status");
      }
    } catch (InterruptedException e) {
      // Nobody interrupts a hook; if somebody does, the process ends at once, as asked.
      Thread.currentThread().interrupt();
    }
  }
}
