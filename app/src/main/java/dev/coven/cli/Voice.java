package dev.coven.cli;

import dev.coven.supervise.InstanceName;

/**
 * What a command tells people on standard error. The commands in its sentences mean the daemon that
 * the command means itself.
 *
 * @param io the world outside
 * @param instance which daemon that is
 */
record Voice(Io io, InstanceName instance) {
  /** A sentence. */
  void say(String sentence) {
    io.say(addressed(sentence));
  }

  /** What to type next. */
  void next(String command) {
    io.err().println("  try: " + addressed(command));
  }

  /**
   * A sentence, and what to type next.
   *
   * @param sentence what happened
   * @param command a command, or null when none helps
   */
  void say(String sentence, String command) {
    say(sentence);
    if (command != null) {
      next(command);
    }
  }

  /** Makes the commands in a text mean that daemon. */
  String addressed(String text) {
    return instance.addressed(text);
  }
}
