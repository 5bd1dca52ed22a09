package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.home.CovenHome;
import dev.coven.home.HomeKeeper;
import dev.coven.home.UnusableHomeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A daemon without a service manager. It runs in a session of its own, so that neither the terminal
 * nor the end of the command that started it reaches it; nobody brings it back when it dies.
 */
public final class Unsupervised {
  /** How long a start waits unless it is told otherwise. */
  public static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  private final CovenHome home;
  private final Map<String, String> environment;
  private final String image;
  private final Consumer<String> progress;

  /**
   * The daemon of one home.
   *
   * @param home the home
   * @param environment what a daemon that is started inherits
   * @param image the directory of this program, or null when it runs from none
   * @param progress told in a sentence when something takes long
   */
  public Unsupervised(
      CovenHome home, Map<String, String> environment, String image, Consumer<String> progress) {
    this.home = home;
    this.environment = environment;
    this.image = image;
    this.progress = progress;
  }

  /**
   * Sees to it that a daemon runs. Safe to call at the same time from several processes: one daemon
   * results, and all calls succeed.
   *
   * @param timeout how long to wait until it answers
   * @return the daemon that runs now
   * @throws UnusableHomeException when it can have no home
   * @throws ServiceException when none is ready in time
   */
  public StartResult.Running start(Duration timeout)
      throws UnusableHomeException, ServiceException, InterruptedException {
    new HomeKeeper(home).prepare();
    return new Starter(home, launcher(), environment, timeout, progress).start();
  }

  /**
   * Sees to it that none runs: neither a process nor an answering socket.
   *
   * @return what was there
   * @throws ServiceException when it is there still
   */
  public StopResult stop() throws ServiceException, InterruptedException {
    return new Stopper(home, progress).stop();
  }

  /**
   * As {@link #stop()}, after a look.
   *
   * @param answer what the home's socket answered just now
   */
  StopResult stop(Probe answer) throws ServiceException, InterruptedException {
    return new Stopper(home, progress).stop(answer);
  }

  private Path launcher() throws ServiceException {
    if (image == null) {
      throw new ServiceException(
          "This program was not started by its launcher, so that it cannot start a daemon.",
          "coven daemon serve");
    }
    Path launcher = Path.of(image, "bin", "coven");
    if (!Files.isExecutable(launcher)) {
      throw new ServiceException(
          "The launcher " + launcher + " is missing or not executable; install Coven again.", null);
    }
    return launcher;
  }
}
