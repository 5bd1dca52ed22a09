package dev.coven.session;

/**
 * How a shell goes to where a harness is to run. pty4j starts a process in the daemon's own
 * directory when the one that was meant is gone, and whoever may write beside it could have put a
 * link to elsewhere in its place since it was checked; so the shell goes there itself and begins
 * nothing anywhere else.
 */
final class Entrance {
  /**
   * Takes the umask and the directory, without links in it, as the first two parameters, and drops
   * them. On a Mac the directory's own spelling may differ from Java's, and is not compared.
   */
  static final String SCRIPT =
      """
      umask "$1"
      cd -P -- "$2" 2>/dev/null%s || exit 125
      unset OLDPWD
      shift 2
      """
          .formatted(ProcStat.isKnown() ? " && [ \"$PWD\" = \"$2\" ]" : "");

  private Entrance() {}
}
