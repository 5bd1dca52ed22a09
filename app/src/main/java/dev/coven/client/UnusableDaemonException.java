package dev.coven.client;

import dev.coven.contract.Api;
import dev.coven.contract.Health;
import java.util.stream.Collectors;

/** Something answers, but not as this program needs it. */
public final class UnusableDaemonException extends DaemonException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the answer. */
  public enum Problem {
    /** It is no daemon of the contract, or belongs to another user. */
    FOREIGN,
    /** It speaks another version of the contract. */
    INCOMPATIBLE,
    /** It says of itself that it cannot do its work. */
    DEGRADED
  }

  private final Problem problem;

  private UnusableDaemonException(Problem problem, String message, String next) {
    super(message, next, null);
    this.problem = problem;
  }

  static UnusableDaemonException foreign(String what) {
    return new UnusableDaemonException(
        Problem.FOREIGN, "What answers at the socket is not a Coven daemon: " + what + ".", null);
  }

  static UnusableDaemonException incompatible(Health health) {
    return new UnusableDaemonException(
        Problem.INCOMPATIBLE,
        "The daemon speaks "
            + health.apiVersion()
            + ", this program "
            + Api.VERSION
            + ": update Coven, or the client, so that both are of one version.",
        "coven daemon status");
  }

  static UnusableDaemonException degraded(Health health) {
    return new UnusableDaemonException(
        Problem.DEGRADED,
        "The daemon runs, but cannot do its work: " + failures(health) + ".",
        "coven daemon status");
  }

  /** The failures that a degraded daemon names, in one phrase. */
  public static String failures(Health health) {
    String named =
        health.components().entrySet().stream()
            .filter(part -> part.getValue().failure() != null)
            .map(part -> part.getKey() + ": " + part.getValue().failure())
            .collect(Collectors.joining("; "));
    return named.isEmpty() ? "it names no reason" : named;
  }

  /** What is wrong with the answer. */
  public Problem problem() {
    return problem;
  }
}
