package dev.coven.supervise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * launchctl, with its exit codes told apart. Only they are dependable: its texts vary from version
 * to version. Of its subcommands only those are used that launchctl(1) documents and that report
 * failures; {@code load}, {@code unload} and {@code list} exit with 0 whatever happens.
 */
final class Launchctl {
  /** Each is one message to launchd and its answer, which take milliseconds. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final CommandRunner commands;

  Launchctl(CommandRunner commands) {
    this.commands = commands;
  }

  /**
   * What a command reported.
   *
   * @param meaning what its exit code means
   * @param result exit code and texts, for messages
   */
  record Answer<M extends Enum<M>>(M meaning, CommandResult result) {
    /** The command, its exit code and its words, safe to print. */
    String told() {
      return result.failure().getMessage();
    }
  }

  /** What can be seen of a service. */
  sealed interface Sight {
    /** It is loaded, in whatever state. */
    record Loaded(LaunchctlPrint print) implements Sight {}

    /** It is not loaded. */
    record NotLoaded() implements Sight {}

    /** Its domain does not exist now, and so nothing in it is loaded. */
    record NoDomain() implements Sight {}

    /**
     * launchctl's answer is none of the known ones.
     *
     * @param told what it was, safe to print
     */
    record Unclear(String told) implements Sight {}
  }

  /** What {@code bootstrap} can report. */
  enum Bootstrap {
    LOADED,
    /**
     * The label is loaded, or still draining; or, as 5 is any input/output error, another fault; or
     * nobody knows, and a look tells.
     */
    BUSY,
    DISABLED,
    NO_DOMAIN,
    /** The domain does not take services of this session type. */
    WRONG_SESSION,
    REFUSED
  }

  /** What {@code bootout} can report. */
  enum Bootout {
    /** TERM is sent; the process may run on for its ExitTimeOut. */
    ACCEPTED,
    STILL_STOPPING,
    /** Refused; or it is gone already (3, 113), or its domain is (112, 125): a look tells. */
    NOT_DONE
  }

  /** What {@code kickstart} can report. */
  enum Kickstart {
    /** It runs, or will as soon as its throttle allows. */
    STARTED,
    STOPPING,
    /** Refused; or it is not loaded (113, 3): a look tells. */
    NOT_DONE
  }

  /** Whether launchd has a domain now. */
  boolean hasDomain(LaunchdDomain domain) throws ServiceException, InterruptedException {
    CommandResult result = run("print", domain.toString());
    return switch (result.exitCode()) {
      // 113 is "no such service"; a version that says it of a domain means the same.
      case 112, 113, 125 -> false;
      case 0 -> true;
      default -> throw unexpected(result);
    };
  }

  Sight look(LaunchctlTarget target) throws ServiceException, InterruptedException {
    CommandResult result = run("print", target.toString());
    return switch (result.exitCode()) {
      case 0 -> new Sight.Loaded(LaunchctlPrint.parse(result.out()));
      case 113 -> new Sight.NotLoaded();
      case 112, 125 -> new Sight.NoDomain();
      default -> new Sight.Unclear(result.failure().getMessage());
    };
  }

  Answer<Bootstrap> bootstrap(LaunchdDomain domain, Path plist)
      throws ServiceException, InterruptedException {
    CommandResult result = run("bootstrap", domain.toString(), plist.toString());
    Bootstrap meaning =
        switch (result.exitCode()) {
          case 0 -> Bootstrap.LOADED;
          case 5, 17, 37 -> Bootstrap.BUSY;
          // launchctl itself was ended by HUP, INT or TERM, as by a Ctrl-C that meant our verb.
          case 129, 130, 143 -> Bootstrap.BUSY;
          case 119 -> Bootstrap.DISABLED;
          case 112, 125 -> Bootstrap.NO_DOMAIN;
          case 134 -> Bootstrap.WRONG_SESSION;
          default -> Bootstrap.REFUSED;
        };
    return new Answer<>(meaning, result);
  }

  Answer<Bootout> bootout(LaunchctlTarget target) throws ServiceException, InterruptedException {
    CommandResult result = run("bootout", target.toString());
    Bootout meaning =
        switch (result.exitCode()) {
          case 0 -> Bootout.ACCEPTED;
          case 36, 37 -> Bootout.STILL_STOPPING;
          default -> Bootout.NOT_DONE;
        };
    return new Answer<>(meaning, result);
  }

  Answer<Kickstart> kickstart(LaunchctlTarget target)
      throws ServiceException, InterruptedException {
    CommandResult result = run("kickstart", target.toString());
    Kickstart meaning =
        switch (result.exitCode()) {
          case 0 -> Kickstart.STARTED;
          case 37 -> Kickstart.STOPPING;
          default -> Kickstart.NOT_DONE;
        };
    return new Answer<>(meaning, result);
  }

  /** Takes back a {@code disable}, which outlives both uninstalling and reboots. */
  CommandResult enable(LaunchctlTarget target) throws ServiceException, InterruptedException {
    return run("enable", target.toString());
  }

  /**
   * Whether a label is disabled.
   *
   * @return empty when launchd does not tell
   */
  Optional<Boolean> isDisabled(LaunchctlTarget target)
      throws ServiceException, InterruptedException {
    CommandResult result = run("print-disabled", target.domain().toString());
    return result.succeeded()
        ? DisabledOverrides.parse(result.out()).map(it -> it.contains(target.label()))
        : Optional.empty();
  }

  private CommandResult run(String... words) throws ServiceException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("launchctl"));
    argv.addAll(List.of(words));
    try {
      return commands.run(argv, LIMIT);
    } catch (CommandException e) {
      throw withCause(new ServiceException("launchd cannot be asked: " + e.getMessage(), null), e);
    }
  }

  private static ServiceException unexpected(CommandResult result) {
    CommandException e = result.failure();
    return withCause(
        new ServiceException("launchd's answer is not understood: " + e.getMessage(), null), e);
  }

  private static ServiceException withCause(ServiceException error, CommandException cause) {
    error.initCause(cause);
    return error;
  }
}
