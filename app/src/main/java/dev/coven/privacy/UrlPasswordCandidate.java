package dev.coven.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The password of a URL (RFC 3986, userinfo), from behind the colon to the at sign. */
final class UrlPasswordCandidate extends Candidate {
  private static final int MOST = 256;
  private static final int LEAST = 3;

  /** What documents write there. */
  private static final Set<String> PLACEHOLDERS =
      Set.of("pass", "password", "passwd", "pwd", "secret", "token", "xxx", "xxxx", "xxxxx");

  private final byte[] text = new byte[MOST];
  private int count;

  UrlPasswordCandidate begin() {
    count = 0;
    return this;
  }

  @Override
  Verdict next(int c) {
    if (c == '@') {
      return count >= LEAST && !isPlaceholder() ? Verdict.FOUND : Verdict.OVER;
    }
    if (c <= ' ' || c == 0x7f || "/?#\"'`<>\\{}[]".indexOf(c) >= 0 || count == MOST) {
      return Verdict.OVER;
    }
    text[count++] = (byte) c;
    return Verdict.HOLD;
  }

  private boolean isPlaceholder() {
    String said = new String(text, 0, count, StandardCharsets.ISO_8859_1);
    return said.startsWith("$")
        || said.startsWith("%s")
        || PLACEHOLDERS.contains(said.toLowerCase(Locale.ROOT));
  }
}
