package dev.coven.diagnose.bundle;

import dev.coven.home.CovenHome;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Redactor;
import dev.coven.supervise.CommandException;
import dev.coven.supervise.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who the user is and what the machine is called, so that neither is told to others. */
public final class Identities {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Map<String, String> environment;
  private final CommandRunner commands;

  /**
   * Those of this process.
   *
   * @param environment the caller's environment
   * @param commands runs uname(1)
   */
  public Identities(Map<String, String> environment, CommandRunner commands) {
    this.environment = environment;
    this.commands = commands;
  }

  /**
   * A scrubber that takes them out.
   *
   * @param redactor knows secrets
   */
  public Scrubber scrubber(Redactor redactor) throws InterruptedException {
    return new Scrubber(redactor, homes(), users(), hosts());
  }

  private List<String> homes() {
    Set<String> homes = new LinkedHashSet<>();
    try {
      Path home = CovenHome.userHome(environment);
      homes.add(home.toString());
      homes.add(home.toRealPath().toString());
    } catch (UnusableHomeException | IOException none) {
      // What is not there is not named either.
      return List.copyOf(homes);
    }
    return List.copyOf(homes);
  }

  private List<String> users() {
    Set<String> users = new LinkedHashSet<>();
    for (String variable : List.of("USER", "LOGNAME", "SUDO_USER")) {
      users.add(environment.getOrDefault(variable, ""));
    }
    users.add(System.getProperty("user.name", ""));
    try {
      users.add(Files.getOwner(CovenHome.userHome(environment)).getName());
    } catch (UnusableHomeException | IOException nobody) {
      return List.copyOf(users);
    }
    return List.copyOf(users);
  }

  private List<String> hosts() throws InterruptedException {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(environment.getOrDefault("HOSTNAME", ""));
    try {
      String node = commands.run(List.of("uname", "-n"), LIMIT).out().strip();
      hosts.add(node);
      hosts.add(node.replaceFirst("[.].*", ""));
    } catch (CommandException none) {
      return List.copyOf(hosts);
    }
    return List.copyOf(hosts);
  }
}
