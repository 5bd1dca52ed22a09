package dev.coven.torture;

import dev.coven.kit.TempHome;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one harness prints: numbered lines, each with the next value of a generator, which no line
 * can have that follows another one. Characters of up to four bytes, escapes and, rarely, a byte
 * that is no UTF-8 are among them.
 *
 * @param tag a word that tells this stream from all others; letters and digits
 * @param seed where the generator begins, 1 to 2147483646
 * @param lines how many lines, or {@link #ENDLESS}
 * @param exit the harness's exit code
 * @param manners how the harness goes about it
 */
public record Printed(String tag, int seed, long lines, int exit, Set<Manner> manners) {
  /** How a harness goes about its printing. */
  public enum Manner {
    /** On a terminal, which makes CR LF of each LF; else into a pipe. */
    TERMINAL,
    /** As much as the terminal takes with one call; else a terminal gets line after line. */
    BULK,
    /** Ignores the loss of its terminal, and lives on. */
    STUBBORN,
    /** Waits until the {@linkplain Gate gate} is opened. */
    GATED
  }

  /** As many lines as anybody reads. */
  public static final long ENDLESS = -1;

  /** Claude's adapter runs a prompt on a terminal and hands it over as the last argument. */
  private static final String ON_A_TERMINAL = "claude";

  /** Codex' adapter runs a prompt between pipes and hands it over on standard input. */
  private static final String IN_A_PIPE = "codex";

  /** The modulus and the multiplier of Park and Miller's generator: exact in awk's doubles. */
  static final long MODULUS = 2_147_483_647;

  static final long MULTIPLIER = 16_807;

  /** Every so many lines, on average, one ends with a byte that is no UTF-8. */
  static final long BROKEN_EVERY = 5_003;

  /** What stands behind the numbers of a line: nothing in it looks like a secret. */
  private static final String[] WORDS = {
    "read the ledger",
    "\u001b[32mok\u001b[0m src/main/App.java:42 compiled, \u00fcber 1200 lines",
    "\u2713 and then",
    "{'tool':'grep','lines':[1,2,3],'text':'a longer piece, as tools print it, with many words'}",
    "\ud83d\ude80\ud83d\ude80\ud83d\ude80",
    "\ttabbed\ttext\tof\tno\tmeaning",
    "",
    "the quick brown harness prints over the lazy daemon, again and again, and waits for nobody",
  };

  /** In awk: it is everywhere, and prints faster than a terminal takes. */
  private static final String SCRIPT =
      """
      # A shell tells there how its children ended, and that is no part of the stream.
      exec 2>/dev/null
      for prompt; do :; done
      [ "$prompt" != - ] || read -r prompt
      set -- $prompt
      case $5 in *GATED*) : <"$HOME/gate" ;; esac
      case $5 in *STUBBORN*) trap '' HUP PIPE ;; esac
      print() {
        awk -v tag="$1" -v seed="$2" -v lines="$3" 'BEGIN {
      %s
          for (x = seed; n != lines; n++) {
            %s
          }
        }'
      }
      # A pipe makes awk gather its lines, and cat writes what it gets in one piece.
      case $5 in *BULK*) print "$@" | cat ;; *) print "$@" ;; esac
      case $5 in *STUBBORN*) exec sleep 600 ;; esac
      exit "$4"
      """;

  /** Installs the harnesses that print. */
  public static void install(TempHome home) throws IOException {
    String script = SCRIPT.formatted(awkWords(), awkLine());
    home.harness(ON_A_TERMINAL, script);
    home.harness(IN_A_PIPE, script);
  }

  /** What an awk program that is quoted by {@code '} runs once, before {@link #awkLine}. */
  public static String awkWords() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < WORDS.length; i++) {
      String quoted =
          WORDS[i].replace("\u001b", "\\033").replace("\t", "\\t").replace("'", "\\047");
      words.append("    w[%d] = \"%s\"\n".formatted(i, quoted));
    }
    return words.toString().stripTrailing();
  }

  /**
   * What an awk program runs to print the line number {@code n} of {@code tag}; {@code x} is the
   * seed before the first one, and stays as it is between them.
   */
  public static String awkLine() {
    return ("x = (x * %d) %% %d; printf \"%%s %%d %%d %%s%%s\\n\", "
            + "tag, n, x, w[x %% %d], x %% %d ? \"\" : \"\\377\"")
        .formatted(MULTIPLIER, MODULUS, WORDS.length, BROKEN_EVERY);
  }

  /** The harness that prints it. */
  public String harness() {
    return isOnTerminal() ? ON_A_TERMINAL : IN_A_PIPE;
  }

  /** The prompt that makes the harness print it. */
  public String prompt() {
    String how = manners.stream().map(Manner::name).sorted().collect(Collectors.joining(","));
    return "%s %d %d %d %s".formatted(tag, seed, lines, exit, how.isEmpty() ? "plain" : how);
  }

  /** How many bytes that is, in all; for one that ends. */
  public long bytes() {
    PrintedLines all = new PrintedLines(this);
    long bytes = 0;
    while (all.hasNext()) {
      bytes += all.next().length;
    }
    return bytes;
  }

  boolean isOnTerminal() {
    return manners.contains(Manner.TERMINAL);
  }

  /** A reader who knows what comes. */
  public PrintedChecker checker() {
    return new PrintedChecker(this);
  }

  static String words(long value) {
    return WORDS[(int) (value % WORDS.length)];
  }
}
