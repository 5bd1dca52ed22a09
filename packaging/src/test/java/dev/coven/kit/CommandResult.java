package dev.coven.kit;

/**
 * A command that has ended.
 *
 * @param exitCode its exit code; 128 and the signal's number when a signal ended it
 * @param out what it wrote to standard output, as UTF-8
 * @param err what it wrote to standard error, as UTF-8
 * @param nanos how long it took, from before its start to its end
 */
public record CommandResult(int exitCode, String out, String err, long nanos) {
  /**
   * Requires an exit code.
   *
   * @param code the one wanted
   * @return this
   * @throws AssertionError with everything it said, when it is another
   */
  public CommandResult expect(int code) {
    if (exitCode != code) {
      throw new AssertionError("exit code " + code + " wanted, but: " + this);
    }
    return this;
  }
}
