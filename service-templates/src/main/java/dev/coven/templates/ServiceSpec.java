package dev.coven.templates;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a supervisor is asked to keep running. Paths are text, as they were given: the locale of
 * this JVM may be one that cannot name them.
 *
 * <p>A specification that exists can be written in both formats: control characters (newlines among
 * them), line separators, unpaired surrogates and noncharacters are refused everywhere.
 *
 * @param label launchd's name of the service, reverse DNS: {@code dev.coven.daemon}
 * @param unit systemd's name of the service without a suffix, also its name in the journal: {@code
 *     coven}
 * @param description one line for people, without blanks at its ends
 * @param program absolute path that stays when the program is updated; see {@link VersionedPath}
 * @param arguments what follows the program, possibly nothing; elements may be empty
 * @param environment added to what the supervisor gives, by name; no secrets, because units are
 *     readable by all and printed by the supervisors
 * @param stateDirectory absolute path, the working directory
 * @param logPath absolute path of what launchd appends standard output and error to; systemd has
 *     its journal
 * @param socketPath absolute path of the socket that clients connect to, at most {@value
 *     #LONGEST_SOCKET_PATH} bytes of UTF-8
 * @param budgets how long the supervisor waits
 * @param version the version of the program that describes itself; only {@link UnitMark} shows it
 * @param headless launchd: for the user's background domain, which needs no login window
 * @param socketActivated systemd: the service gets its socket from {@link
 *     ServiceTemplates#systemdSocket}, which is installed with it
 */
public record ServiceSpec(
    String label,
    String unit,
    String description,
    String program,
    List<String> arguments,
    SortedMap<String, String> environment,
    String stateDirectory,
    String logPath,
    String socketPath,
    Budgets budgets,
    String version,
    boolean headless,
    boolean socketActivated) {

  /** Linux's {@code sun_path} without its NUL (unix(7)); macOS takes four less. */
  public static final int LONGEST_SOCKET_PATH = 107;

  /**
   * Checks everything and copies the collections.
   *
   * @throws InvalidServiceSpecException naming every field that is missing or cannot be written
   */
  public ServiceSpec {
    var check = new SpecCheck();
    check.label(label);
    check.unit(unit);
    check.description(description);
    check.program(program);
    check.arguments(arguments);
    check.environment(environment);
    check.path("stateDirectory", stateDirectory);
    check.path("logPath", logPath);
    check.socketPath(socketPath);
    check.present("budgets", budgets);
    check.version(version);
    check.finish();
    arguments = List.copyOf(arguments);
    // In the order of the names, whatever comparator came along: the same values, the same text.
    var sorted = new TreeMap<String, String>();
    sorted.putAll(environment);
    environment = Collections.unmodifiableSortedMap(sorted);
  }

  /** A builder with the design's budgets, no arguments and no environment. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that holds these values. */
  public Builder toBuilder() {
    return builder()
        .label(label)
        .unit(unit)
        .description(description)
        .program(program)
        .arguments(arguments)
        .environment(environment)
        .stateDirectory(stateDirectory)
        .logPath(logPath)
        .socketPath(socketPath)
        .budgets(budgets)
        .version(version)
        .headless(headless)
        .socketActivated(socketActivated);
  }

  /** Gathers the values under their names; each method sets the component it is named for. */
  public static final class Builder {
    private String label;
    private String unit;
    private String description;
    private String program;
    private List<String> arguments = List.of();
    private SortedMap<String, String> environment = Collections.emptySortedMap();
    private String stateDirectory;
    private String logPath;
    private String socketPath;
    private Budgets budgets = Budgets.DEFAULT;
    private String version;
    private boolean headless;
    private boolean socketActivated;

    private Builder() {}

    public Builder label(String value) {
      label = value;
      return this;
    }

    public Builder unit(String value) {
      unit = value;
      return this;
    }

    public Builder description(String value) {
      description = value;
      return this;
    }

    public Builder program(String value) {
      program = value;
      return this;
    }

    public Builder arguments(List<String> value) {
      arguments = value;
      return this;
    }

    public Builder environment(SortedMap<String, String> value) {
      environment = value;
      return this;
    }

    public Builder stateDirectory(String value) {
      stateDirectory = value;
      return this;
    }

    public Builder logPath(String value) {
      logPath = value;
      return this;
    }

    public Builder socketPath(String value) {
      socketPath = value;
      return this;
    }

    public Builder budgets(Budgets value) {
      budgets = value;
      return this;
    }

    public Builder version(String value) {
      version = value;
      return this;
    }

    public Builder headless(boolean value) {
      headless = value;
      return this;
    }

    public Builder socketActivated(boolean value) {
      socketActivated = value;
      return this;
    }

    /**
     * The specification.
     *
     * @throws InvalidServiceSpecException naming every field that is missing or cannot be written
     */
    public ServiceSpec build() {
      return new ServiceSpec(
          label,
          unit,
          description,
          program,
          arguments,
          environment,
          stateDirectory,
          logPath,
          socketPath,
          budgets,
          version,
          headless,
          socketActivated);
    }
  }
}
