package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.privacy.PlantedSecrets.Planted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamRedactorTest {
  private static final String TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
  private static final SecretRules WITH_PATTERNS =
      SecretRules.with(List.of("corp-\\d{6}", "[Ff]oo=\\w+", "\\bPLAN [A-Z]{4}"));

  private final AtomicLong now = new AtomicLong();
  private final StreamRedactor stream =
      new StreamRedactor(SecretRules.builtIn().newStage(), now::get);
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private void print(String text) throws InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    stream.accept(bytes, 0, bytes.length, shown::write);
  }

  private void flush() throws InterruptedException {
    stream.flush(shown::write);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anySplitShowsTheSame() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(11);
    for (SecretRules rules : List.of(SecretRules.builtIn(), WITH_PATTERNS)) {
      byte[] text = everything(random);
      byte[] whole = redact(rules, text, text.length, text.length, random);
      assertEquals(text.length, whole.length);
      for (int most : new int[] {1, 2, 3, 7, 40, 300, 5000}) {
        byte[] split = redact(rules, text, 1, most, random);
        assertEquals(
            new String(whole, StandardCharsets.ISO_8859_1),
            new String(split, StandardCharsets.ISO_8859_1),
            "in pieces of at most " + most);
      }
    }
  }

  /** Secrets of every shape, between lines, words, escape sequences and bytes that are no text. */
  private static byte[] everything(SplittableRandom random) {
    List<Planted> planted = new ArrayList<>(new PlantedSecrets(random.nextLong()).of(6));
    Collections.shuffle(planted, new Random(random.nextLong()));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Planted next : planted) {
      text.writeBytes(next.text().getBytes(StandardCharsets.UTF_8));
      switch (random.nextInt(6)) {
        case 0 -> text.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        case 1 -> text.writeBytes("\u001b[3;7H\u001b[1mfoo=bar".getBytes(StandardCharsets.UTF_8));
        case 2 -> text.writeBytes(" corp-123456 PLAN ABCD".getBytes(StandardCharsets.UTF_8));
        case 3 -> {
          byte[] noise = new byte[random.nextInt(400)];
          random.nextBytes(noise);
          text.writeBytes(noise);
        }
        case 4 -> text.writeBytes("password=eyJ".getBytes(StandardCharsets.US_ASCII));
        default -> text.writeBytes("\u001b]8;;https://x:".getBytes(StandardCharsets.US_ASCII));
      }
    }
    return text.toByteArray();
  }

  private static byte[] redact(
      SecretRules rules, byte[] text, int least, int most, SplittableRandom random)
      throws InterruptedException {
    StreamRedactor redactor = new Redactor(rules).stream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int taken = 0;
    while (taken < text.length) {
      int count = Math.min(text.length - taken, least + random.nextInt(most - least + 1));
      redactor.accept(text, taken, count, out::write);
      taken += count;
      assertEquals(taken, out.size() + redactor.held());
      assertTrue(redactor.held() <= 2 * SecretScanner.MOST_HELD, () -> "" + redactor.held());
    }
    redactor.flush(out::write);
    return out.toByteArray();
  }

  @Test
  void lettersThatMayBeginAPrefixAreNotHeld() throws InterruptedException {
    for (String typed : List.of("g", "h", "p", "_", "\n", "s", "k", "password", "=", " ")) {
      print(typed);
      assertEquals(0, stream.held(), typed);
    }
  }

  @Test
  void knownTokenIsHeldUntilItIsLongEnough() throws InterruptedException {
    print("ghp_0123456789abcde");
    assertEquals("ghp_", shown());
    print("f");
    assertEquals("ghp_" + "*".repeat(16), shown());
    print("g");
    assertEquals("ghp_" + "*".repeat(17), shown());
    assertEquals(0, stream.held());
  }

  @Test
  void whatIsNoSecretIsShownAsSoonAsThatIsKnown() throws InterruptedException {
    print("see http://host:80");
    assertEquals("see http://host:", shown());
    print("80/");
    assertEquals("see http://host:8080/", shown());
  }

  @Test
  void silenceEndsTheHolding() throws InterruptedException {
    print("sk-learn");
    assertFalse(stream.isOverdue(now.get() + StreamRedactor.MOST_SILENCE_NANOS - 1));
    assertTrue(stream.isOverdue(now.get() + StreamRedactor.MOST_SILENCE_NANOS));
    flush();
    assertEquals("sk-learn", shown());
    assertFalse(stream.isOverdue(now.get() + 2 * StreamRedactor.MOST_SILENCE_NANOS));
  }

  @Test
  void silenceInTheMiddleOfATokenHidesTheRest() throws InterruptedException {
    print("ghp_012345");
    flush();
    print("6789abcdefghij");
    assertEquals("ghp_012345**************", shown());
  }

  @Test
  void valueThatIsASecretAsItStandsIsMaskedAtSilence() throws InterruptedException {
    print("password=hunter2-k");
    flush();
    assertEquals("password=*********", shown());
    print("and more");
    assertEquals("password=************ more", shown());
  }

  @Test
  void whatAPatternMatchesMayGoOnAfterTheSilence() throws InterruptedException {
    StreamRedactor patterns =
        new StreamRedactor(SecretRules.with(List.of("corp-\\d{6,}")).newStage(), now::get);
    for (String part : List.of("id corp-123456", "789", " and more\n")) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      patterns.accept(bytes, 0, bytes.length, shown::write);
      patterns.flush(shown::write);
    }
    assertEquals("id ************** and more\n", shown());
  }

  @Test
  void tokenInAValueThatIsNoSecretIsMaskedAtSilence() throws InterruptedException {
    print("token=(" + TOKEN);
    print("\ntoken=a.b/" + TOKEN);
    flush();
    assertFalse(shown().contains("0123456789"), this::shown);
  }

  @Test
  void aSecretMayEndRightAfterTheSilence() throws InterruptedException {
    print("https://me:abc");
    flush();
    print("@host Basic dXNlcjpwYXNzd29yZA==");
    flush();
    print("\n");
    assertEquals("https://me:abc@host Basic ********************\n", shown());
  }

  @Test
  void longTokenInAUrlIsReadOnce() throws InterruptedException {
    String secret = "a1B2".repeat(200);
    print("GET https://host/?key=sk-" + secret + " HTTP/1.1\r\n");
    assertEquals("GET https://host/?key=sk-" + "*".repeat(800) + " HTTP/1.1\r\n", shown());
  }

  @Test
  void noMoreThan16KibAreHeld() throws InterruptedException {
    print("eyJ" + "A".repeat(SecretScanner.MOST_HELD - 1));
    assertEquals(SecretScanner.MOST_HELD - 1, stream.held());
    print("A");
    assertEquals(0, stream.held());
  }

  @Test
  void privateKeyMayBeOfAnyLength() throws InterruptedException {
    print("-----BEGIN RSA PRIVATE KEY-----\r\n");
    for (int i = 0; i < 2000; i++) {
      print("MIIEpAIBAAKCAQEA7bq0Xz9Y2kLm5nPqRsTuVwXyZ0123456789abcdefghijkLMN\r\n");
      assertEquals(0, stream.held());
    }
    print("-----END RSA PRIVATE KEY-----\r\n");
    assertFalse(shown().contains("MII"));
    assertTrue(shown().endsWith("\r\n-----END RSA PRIVATE KEY-----\r\n"));
  }

  @Test
  void escapeSequencesInsideStay() throws InterruptedException {
    print("\u001b[1mgh\u001b[22mp_0123\u001b[31m4567\u001b]8;;http://x\u001b\\89abcdef\u001b[0m.");
    assertEquals(
        "\u001b[1mgh\u001b[22mp_****\u001b[31m****\u001b]8;;http://x\u001b\\********\u001b[0m.",
        shown());
  }

  @Test
  void cursorThatMovesEndsAValue() throws InterruptedException {
    print("Password: \u001b[5;1Hhunter2-hunter2\u001b[6;1H");
    assertEquals("Password: \u001b[5;1Hhunter2-hunter2\u001b[6;1H", shown());
  }
}
