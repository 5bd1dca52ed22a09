package dev.coven.supervise;

/** Which service manager this machine offers this user. */
public sealed interface Detection {
  /**
   * There is one, and it answers.
   *
   * @param services makes its services known by name
   * @param commands runs its commands, with an environment in which they reach it
   */
  record Available(Services services, CommandRunner commands) implements Detection {}

  /**
   * There is none that could be used.
   *
   * @param cause why, in a sentence that is safe to print
   */
  record Unavailable(String cause) implements Detection {}

  /** Where services come from. */
  @FunctionalInterface
  interface Services {
    /**
     * The service of one instance, installed or not.
     *
     * @throws ServiceException when there can be none for this user
     */
    ServiceManager of(InstanceName name) throws ServiceException, InterruptedException;
  }
}
