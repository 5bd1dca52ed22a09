package dev.coven.handover;

import java.nio.file.Path;
import java.util.List;

/**
 * What a trial needs to know of its machine.
 *
 * @param program the packaged program
 * @param instance the service's instance
 * @param home its COVEN_HOME
 * @param user the HOME of its harnesses
 * @param restarts how often it is restarted
 * @param seed determines their order
 * @param measuresLaunches whether launches are measured first
 */
public record TrialPlan(
    Path program,
    String instance,
    Path home,
    Path user,
    int restarts,
    long seed,
    boolean measuresLaunches) {

  /** Words for {@link #parse}. */
  public List<String> arguments() {
    return List.of(
        program.toString(),
        instance,
        home.toString(),
        user.toString(),
        Integer.toString(restarts),
        Long.toString(seed),
        Boolean.toString(measuresLaunches));
  }

  static TrialPlan parse(String... words) {
    return new TrialPlan(
        Path.of(words[0]),
        words[1],
        Path.of(words[2]),
        Path.of(words[3]),
        Integer.parseInt(words[4]),
        Long.parseLong(words[5]),
        Boolean.parseBoolean(words[6]));
  }

  Path socket() {
    return home.resolve("coven.sock");
  }

  /** Stands first on the PATH of the daemon. */
  Path bin() {
    return user.resolve("bin");
  }

  Path project() {
    return user.resolve("project");
  }

  List<String> restart() {
    return List.of(program.toString(), "daemon", "restart", "--instance", instance);
  }

  /** Without the session. */
  List<String> attach() {
    return List.of("env", "COVEN_HOME=" + home, program.toString(), "attach");
  }
}
