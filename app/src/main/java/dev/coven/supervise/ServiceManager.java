package dev.coven.supervise;

import dev.coven.templates.ServiceSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * One service in the hands of the operating system. Every call is one or a few commands of it, and
 * convergent: it succeeds at once when what it names is so already.
 */
public interface ServiceManager {
  /** The supervisor's name: {@code systemd} or {@code launchd}. */
  String name();

  /** Where the service's own definition is, or would be. */
  Path file();

  /** All files of the definition, {@link #file} first. */
  default List<Path> files() {
    return List.of(file());
  }

  /** The definition that would be installed; nothing is written. */
  Definition render(ServiceSpec spec);

  /**
   * What the supervisor says about the service now. What cannot be understood is told as unknown,
   * never as stopped.
   *
   * @throws ServiceException when the supervisor cannot be asked
   */
  ServiceState state() throws ServiceException, InterruptedException;

  /**
   * Writes the definition, each file whole or not at all, mode 0644. A running service goes on as
   * it is, by its old definition, until {@link #restart}.
   *
   * @throws ServiceException when it cannot be written
   */
  void install(Definition definition) throws ServiceException, InterruptedException;

  /**
   * Sees to it that the service runs now and is started at each login: takes back whatever keeps it
   * from starting (a disabled state, an earlier failure, a limit reached) and starts it.
   *
   * @throws ServiceException when the supervisor does not take it; its cause is named
   */
  void start() throws ServiceException, InterruptedException;

  /**
   * As {@link #start}, but returns as soon as the supervisor has accepted, where it could tell
   * more; what comes of it is for {@link #state} to tell.
   *
   * @throws ServiceException when the supervisor does not take it; its cause is named
   */
  default void startNoWait() throws ServiceException, InterruptedException {
    start();
  }

  /**
   * Sees to it that the service does not run, and that nobody starts it by connecting. It stays
   * down until it is started, or until the next login. Returns when its process is gone.
   *
   * @throws ServiceException when it is still there
   */
  void stop() throws ServiceException, InterruptedException;

  /**
   * Ends the service if it runs, and starts it by the definition that is installed now.
   *
   * @throws ServiceException when it does not run by it
   */
  void restart() throws ServiceException, InterruptedException;

  /**
   * As {@link #restart}, but returns as soon as the supervisor has accepted, where it could tell
   * more.
   *
   * @throws ServiceException when the supervisor does not take it; its cause is named
   */
  default void restartNoWait() throws ServiceException, InterruptedException {
    restart();
  }

  /**
   * Stops the service, forgets it and removes its files.
   *
   * @throws ServiceException when something of it is left
   */
  void uninstall() throws ServiceException, InterruptedException;
}
