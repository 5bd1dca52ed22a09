package dev.coven.supervise;

import dev.coven.home.StateDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code coven daemon restart} in a process that can be interrupted, on a Mac that is a double. */
final class InterruptedRestart {
  private InterruptedRestart() {}

  /**
   * Restarts the default service.
   *
   * @param arguments the user's id, the directory of launch agents, the program's image
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = System.getenv();
    LaunchdDomain domain = LaunchdDomain.gui(Integer.parseInt(arguments[0]));
    Launchd launchd =
        new Launchd(
            domain,
            InstanceName.DEFAULT.label(),
            Path.of(arguments[1]),
            new ProcessCommandRunner(environment));
    StateDirectory state = StateDirectory.locate(environment);
    new SupervisedService(
            new ServiceContext(
                environment, arguments[2], null, InstanceName.DEFAULT, System.err::println),
            new Keeper(launchd, Optional.empty(), Optional.empty()),
            state)
        .restart(
            Target.find(InstanceName.DEFAULT, environment, new InstanceStore(state)),
            StartOptions.DEFAULT,
            false);
  }
}
