package dev.coven.harness;

import dev.coven.contract.ApiException;
import dev.coven.contract.LaunchRequest;
import java.util.Optional;

/** What the daemon knows about one harness: the name of its program, and how to call it. */
public interface HarnessAdapter {
  /** The id that launch requests name, lower case. */
  String id();

  /** The name for people. */
  String label();

  /** The program's bare name, to be found on the daemon's PATH. */
  String executable();

  /** The command that installs the program, or where to read about it. */
  String installHint();

  /**
   * Turns a launch request into arguments. The prompt is never parsed: it is one argument after
   * {@code --}, or standard input.
   *
   * @param request the launch
   * @return how to run the program
   * @throws ApiException {@code invalid_request} when the harness has no such launch mode
   */
  Invocation invocation(LaunchRequest request);

  /** How it reads messages while it runs; empty when no launch of it does. */
  default Optional<Invocation.LineEncoding> lineEncoding() {
    return Optional.empty();
  }
}
