package dev.coven.supervise;

import java.util.regex.Pattern;

/**
 * The name of one daemon among several of the same user.
 *
 * @param value {@code default}, or a short word
 */
public record InstanceName(String value) {
  /** It becomes part of a unit's name, a launchd label and a directory. */
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** The verbs that take an instance's name, where a sentence tells to type one. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "coven (?:daemon (?:start|stop|restart|status|uninstall|unit)"
              + "|config check|diagnostics|doctor|env [a-z]+|harness [a-z]+|ledger [a-z]+"
              + "|sessions(?: (?:show|events|log)\\b)?"
              + "|run|relaunch|attach|input|wait|kill|archive|restore|summon|delete|sacrifice)"
              + "\\b(?! --instance)");

  /** The daemon that is meant when no name is given. */
  public static final InstanceName DEFAULT = new InstanceName("default");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it is none
   */
  public InstanceName {
    if (!WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an instance's name is 1 to 32 of a-z, 0-9 and -, and begins with a letter or digit");
    }
  }

  /** Whether this is the one without a name. */
  public boolean isDefault() {
    return equals(DEFAULT);
  }

  /** The base name of its units: {@code coven}, {@code coven-NAME}. */
  public String unit() {
    return isDefault() ? "coven" : "coven-" + value;
  }

  /** Its launchd label: {@code dev.coven.daemon}, {@code dev.coven.daemon.NAME}. */
  public String label() {
    return isDefault() ? "dev.coven.daemon" : "dev.coven.daemon." + value;
  }

  /** What its default home is called: {@code .coven}, {@code .coven-NAME}. */
  String homeName() {
    return isDefault() ? ".coven" : ".coven-" + value;
  }

  /** The option that names it on a command line, with a space before it; empty for the default. */
  public String option() {
    return isDefault() ? "" : " --instance " + value;
  }

  /**
   * Makes the commands in a text mean this instance.
   *
   * @param text a sentence or a command, for people
   * @return the same, with {@link #option} in each command that takes it
   */
  public String addressed(String text) {
    return isDefault() ? text : COMMAND.matcher(text).replaceAll("$0" + option());
  }
}
