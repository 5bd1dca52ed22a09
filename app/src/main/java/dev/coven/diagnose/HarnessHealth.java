package dev.coven.diagnose;

import java.util.List;

/**
 * How it stands with a harness, or with a manifest that should have described one. Texts may come
 * from manifests and programs of others: print them escaped.
 *
 * @param id the harness; where a manifest does not even tell that, its file
 * @param label its name for people
 * @param verdict all in a word
 * @param checks what was looked at, in order
 * @param modes the launch modes that it has
 * @param model whether it can be asked for a model
 */
public record HarnessHealth(
    String id,
    String label,
    Verdict verdict,
    List<Check> checks,
    List<String> modes,
    boolean model) {
  /** Keeps its own copies. */
  public HarnessHealth {
    checks = List.copyOf(checks);
    modes = List.copyOf(modes);
  }

  /** All in a word. */
  public enum Verdict {
    /** It can be launched. */
    OK,
    /** Nobody has installed it, which is no fault unless it is the one that was asked for. */
    ABSENT,
    /** It is there, or should be, and something is wrong. */
    FAULT;

    /** The word in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Something that was looked at.
   *
   * @param name a stable word
   * @param ok whether it is as it should be
   * @param detail what was found
   * @param mend the command that mends it; null where nothing is to be mended
   */
  public record Check(String name, boolean ok, String detail, String mend) {}
}
