package dev.coven.session;

import dev.coven.contract.SessionLimits;
import dev.coven.harness.Invocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that is needed to start a harness.
 *
 * @param id the session's id
 * @param key the session's key
 * @param command program and arguments
 * @param directory where it runs
 * @param environment all that it finds there
 * @param umask its umask, in octal
 * @param input what its standard input is
 * @param limits what it may use
 */
record HarnessStart(
    String id,
    long key,
    List<String> command,
    Path directory,
    Map<String, String> environment,
    String umask,
    Invocation.Input input,
    SessionLimits limits) {

  boolean onTerminal() {
    return input instanceof Invocation.Input.Terminal;
  }
}
