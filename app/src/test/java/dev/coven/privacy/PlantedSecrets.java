package dev.coven.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Secrets of every shape, made up at random from a seed, in the places where they are met. */
public final class PlantedSecrets {
  private static final String DIGITS = "0123456789";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = LOWER.toUpperCase(java.util.Locale.ROOT);
  private static final String ALPHANUMERIC = UPPER + LOWER + DIGITS;
  private static final String URL_SAFE = ALPHANUMERIC + "-_";
  private static final String BASE64 = ALPHANUMERIC + "+/";
  private static final String HEX = DIGITS + "abcdef";
  private static final String PUNCTUATION = ALPHANUMERIC + "!#%*+-.:=?@^_~";

  /**
   * A text with a secret in it.
   *
   * @param shape what kind of secret
   * @param text the text
   * @param secret what must not be readable; its prefix may
   */
  public record Planted(String shape, String text, List<String> secret) {
    Planted(String shape, String text, String secret) {
      this(shape, text, List.of(secret));
    }
  }

  /** Where a token stands; %s is the token. */
  private static final List<String> PLACES =
      List.of(
          "%s",
          "export API_KEY=%s\r\n",
          "the key is %s, keep it\n",
          "{\"key\":\"%s\",\"n\":1}",
          "{\"type\":\"text\",\"text\":\"run with\\n%s\\nand wait\"}",
          "{\\\"env\\\":{\\\"KEY\\\":\\\"%s\\\"}}",
          "curl https://example.org/?key=%s&page=2",
          "  key: %s # do not commit\n",
          "$ tool login --key %s\r\n",
          "key = '%s'",
          "\u001b[32m%s\u001b[0m ok",
          "found \"\u001b[1m%s\u001b[22m\" in .env:3",
          "<key>%s</key>",
          "(%s)",
          "[%s]: not valid",
          "\u001b]0;%s\u0007",
          "+KEY=%s",
          "redirect=%%3D%s&x",
          "url: https://%s@example.org/x.git");

  /** Where a pair stands; the first %s is the key, the second the value. */
  private static final List<String> PAIRS =
      List.of(
          "%s=%s\n",
          "export %s=\"%s\"\r\n",
          "%s: %s\n",
          "  \"%s\": \"%s\",\n",
          "{\"%s\":\"%s\"}",
          "{\\\"%s\\\":\\\"%s\\\"}",
          "{\"data\":\"%s=%s\\r\\n\"}",
          "%s = %s\n",
          "%s = '%s'",
          "%s := \"%s\"",
          "'%s' => '%s',",
          "GET /v1?%s=%s&page=2 HTTP/1.1",
          "$ app --%s=%s --verbose\r\n",
          "\u001b[36m%s\u001b[0m=\u001b[33m%s\u001b[0m\n",
          "\u001b[34m\"%s\"\u001b[0m: \u001b[32m\"%s\"\u001b[0m",
          "Server=db;%s=%s;Timeout=3",
          "os.environ[\"%s\"] = \"%s\"");

  private static final List<String> KEYS =
      List.of(
          "password",
          "PASSWORD",
          "db_password",
          "DB_PASSWD",
          "client_secret",
          "clientSecret",
          "SECRET_KEY",
          "api_key",
          "API_KEY",
          "apiKey",
          "x-api-key",
          "access_token",
          "AUTH_TOKEN",
          "accessToken",
          "_authToken",
          "token",
          "secret",
          "passphrase",
          "DB_PASS");

  private final SplittableRandom random;
  private final Map<String, Supplier<Planted>> shapes = new LinkedHashMap<>();

  /** Secrets from a seed; the same each time. */
  public PlantedSecrets(long seed) {
    random = new SplittableRandom(seed);
    token("OpenAI", "sk-", ALPHANUMERIC, 48);
    token("OpenAI project", "sk-proj-", URL_SAFE, 156);
    token("Anthropic", "sk-ant-api03-", URL_SAFE, 95);
    token("Anthropic OAuth", "sk-ant-oat01-", URL_SAFE, 95);
    for (String kind : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
      token("GitHub " + kind, kind, ALPHANUMERIC, 36);
    }
    shapes.put(
        "GitHub fine-grained",
        () -> {
          String begin = text(ALPHANUMERIC, 22);
          String end = text(ALPHANUMERIC, 59);
          return inPlace("GitHub fine-grained", "github_pat_" + begin + "_" + end, begin, end);
        });
    token("GitLab", "glpat-", URL_SAFE, 20);
    token("GitLab runner", "glrt-", URL_SAFE, 20);
    token("AWS key id", "AKIA", UPPER + "234567", 16);
    token("AWS session key id", "ASIA", UPPER + "234567", 16);
    pair("AWS secret", List.of("aws_secret_access_key", "AWS_SECRET_ACCESS_KEY"), BASE64, 40, 40);
    token("Google API key", "AIza", URL_SAFE, 35);
    token("Google OAuth", "ya29.", URL_SAFE, 120);
    shapes.put(
        "Slack",
        () -> {
          String secret = text(ALPHANUMERIC, 24);
          String kind = random.nextBoolean() ? "xoxb-" : "xoxp-";
          return inPlace(
              "Slack", kind + text(DIGITS, 12) + "-" + text(DIGITS, 12) + "-" + secret, secret);
        });
    token("Slack app", "xapp-1-", UPPER + LOWER + DIGITS + "-", 60);
    shapes.put(
        "Slack webhook",
        () -> {
          String secret = text(ALPHANUMERIC, 24);
          return new Planted(
              "Slack webhook",
              "curl https://hooks.slack.com/services/T%s/B%s/%s -d x"
                  .formatted(text(UPPER, 8), text(UPPER, 8), secret),
              secret);
        });
    token("npm", "npm_", ALPHANUMERIC, 36);
    token("Stripe", "sk_live_", ALPHANUMERIC, 24);
    token("Stripe restricted", "rk_live_", ALPHANUMERIC, 24);
    token("Stripe test", "sk_test_", ALPHANUMERIC, 24);
    token("Stripe webhook", "whsec_", ALPHANUMERIC, 32);
    shapes.put("JWT", this::jwt);
    header("Bearer", "Authorization: Bearer %s\r\n", URL_SAFE + ".", 40);
    header("Bearer in curl", "curl -H \"authorization: bearer %s\" https://x.org", URL_SAFE, 32);
    header("Bearer in JSON", "{\"Authorization\":\"Bearer %s\"}", BASE64, 64);
    shapes.put("Basic", this::basic);
    shapes.put("private key", this::privateKey);
    shapes.put("URL", this::url);
    pair("pair, 32 characters", KEYS, ALPHANUMERIC, 24, 40);
    pair("pair, hexadecimal", KEYS, HEX, 32, 64);
    pair("pair, 12 characters", KEYS, ALPHANUMERIC, 10, 16);
    shapes.put("pair with punctuation", this::punctuated);
  }

  /** So many secrets of every shape. */
  public List<Planted> of(int each) {
    List<Planted> all = new ArrayList<>();
    for (Supplier<Planted> shape : shapes.values()) {
      for (int i = 0; i < each; i++) {
        all.add(shape.get());
      }
    }
    return all;
  }

  private void token(String shape, String prefix, String alphabet, int length) {
    shapes.put(
        shape,
        () -> {
          String secret = text(alphabet, length);
          return inPlace(shape, prefix + secret, secret);
        });
  }

  private Planted inPlace(String shape, String token, String... secret) {
    return new Planted(shape, one(PLACES).formatted(token), List.of(secret));
  }

  private void pair(String shape, List<String> keys, String alphabet, int least, int most) {
    shapes.put(
        shape,
        () -> {
          String secret = literal(alphabet, least, most);
          return new Planted(shape, one(PAIRS).formatted(one(keys), secret), secret);
        });
  }

  private void header(String shape, String place, String alphabet, int length) {
    shapes.put(
        shape,
        () -> {
          String secret = text(alphabet, length);
          return new Planted(shape, place.formatted(secret), secret);
        });
  }

  private Planted punctuated() {
    // A sign of the syntax right at the beginning would be read as that.
    String secret = text(ALPHANUMERIC, 1) + literal(PUNCTUATION, 11, 19);
    List<String> places =
        List.of("export DB_PASSWORD=%s\n", "\"password\": \"%s\"", "password='%s'", "API_TOKEN=%s");
    return new Planted("pair with punctuation", one(places).formatted(secret), secret);
  }

  private Planted jwt() {
    String payload = "{\"sub\":\"%s\",\"exp\":1767225600}".formatted(text(ALPHANUMERIC, 24));
    String claims = base64Url(payload);
    String signature = text(URL_SAFE, 43);
    String header = base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    return inPlace("JWT", header + "." + claims + "." + signature, claims.substring(3), signature);
  }

  private Planted basic() {
    String user = text(LOWER, 6) + ":" + text(ALPHANUMERIC, 14);
    String secret = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII));
    List<String> places =
        List.of(
            "Authorization: Basic %s\r\n",
            "curl -H 'Authorization: Basic %s' https://x.org",
            "> authorization: basic %s\n",
            "{\"headers\":{\"Authorization\":\"Basic %s\"}}");
    return new Planted("Basic", one(places).formatted(secret), secret);
  }

  private Planted url() {
    String secret = text(ALPHANUMERIC + "-._~!%", 12 + random.nextInt(12));
    List<String> places =
        List.of(
            "git clone https://user:%s@example.org/x.git\r\n",
            "DATABASE_URL=postgres://app:%s@db:5432/app\n",
            "{\"url\":\"amqp://guest.1:%s@mq/\"}",
            "redis://:%s@localhost:6379/0",
            "mongodb+srv://me%%40corp:%s@cluster0.example.net/?w=1");
    return new Planted("URL", one(places).formatted(secret), secret);
  }

  private Planted privateKey() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(text(BASE64, 64));
    }
    lines.add(text(BASE64, 30) + "==");
    String kind = one(List.of("RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED "));
    String begin = "-----BEGIN " + kind + "PRIVATE KEY-----";
    String end = "-----END " + kind + "PRIVATE KEY-----";
    String lineBreak = one(List.of("\n", "\r\n", "\\n", "\n    ", "\r\n| "));
    String text = begin + lineBreak + String.join(lineBreak, lines) + lineBreak + end + "\n";
    return new Planted("private key", "$ cat id\n" + text + "done\n", lines);
  }

  /** Random characters that carry at least three bits each, as the rule for pairs wants. */
  private String literal(String alphabet, int least, int most) {
    String literal = text(alphabet, least + random.nextInt(most - least + 1));
    while (literal.chars().distinct().count() < 9) {
      literal = text(alphabet, least + random.nextInt(most - least + 1));
    }
    return literal;
  }

  private String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
