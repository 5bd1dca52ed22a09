package dev.coven.diagnose.bundle;

/** What whoever opens a bundle is told. */
final class Guide {
  static final String TEXT =
      """
      This is what `coven diagnostics` put together about one Coven daemon.

      Begin with doctor.json: what is wrong, and what mends it. Then daemon/status.json, the end of
      log/coven.log, and evidence/ if the daemon died. manifest.json lists every file, and what
      could not be had, with the reason, which may be the answer.

      Masked in every file: what looks like a secret (an asterisk for each byte), home directories
      (~ or USER), the names of the user (USER) and of the machine (HOST). Masking knows shapes; it
      cannot know every secret. Not included unless it was asked for: titles, prompts, and what
      sessions printed. Never included: the ledger, the values in the file `environment`, and the
      text of config.toml.
      """;

  private Guide() {}
}
