package dev.coven.session;

import dev.coven.home.EnvironmentFile;
import dev.coven.home.ProcessVariables;
import java.util.Optional;

/**
 * The session's id in a process's environment: a harness passes it on to whatever it starts, also
 * to what has left its terminal's session and lost its parent. On Linux alone: elsewhere the
 * environment of a process cannot be seen.
 */
final class SessionVariable {
  private SessionVariable() {}

  /**
   * The session of a process, as the environment says that it was started with.
   *
   * @param pid the process
   * @return the session's id; empty also when the process is gone, or another user's, which is none
   *     of ours
   */
  static Optional<String> of(long pid) {
    return ProcessVariables.of(pid, EnvironmentFile.SESSION_VARIABLE);
  }
}
