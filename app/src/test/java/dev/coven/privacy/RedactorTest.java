package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor redactor = new Redactor(SecretRules.builtIn());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "use sk-abcdefghijklmnop now | use sk-**************** now",
        "AKIAIOSFODNN7EXAMPLE | AKIA****************",
        "PASSWORD=correct-horse-1 | PASSWORD=***************",
        "\"password\": \"hunter2-basket3\", | \"password\": \"***************\",",
        "{\\\"apiKey\\\":\\\"0a1b2c3d4e5f\\\"} | {\\\"apiKey\\\":\\\"************\\\"}",
        "git clone https://me:s3cr3t@host/x | git clone https://me:******@host/x",
        "redis://:s3cr3t@host | redis://:******@host",
        "Authorization: Basic dXNlcjpwYXNzd29yZA== | Authorization: Basic ********************",
        "'secret' => 'Zx81Qp94Lm37', | 'secret' => '************',",
        "?a=1&token=0123456789abcdef&b=2 | ?a=1&token=****************&b=2",
        "Pwd=Zx81Qp94Lm;Timeout=3 | Pwd=**********;Timeout=3",
        "API key: 0a1b2c3d4e5f6a7b | API key: ****************",
        "glpat-0123456789abcdef.01.0a1b2c. | glpat-**************************.",
      })
  void masksSecrets(String text, String shown) {
    assertEquals(shown, redactor.text(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = getPassword()",
        "token: string",
        "password=${PASSWORD}",
        "password=$PASSWORD",
        "PASSWORD=<your-password-1>",
        "password: {{ vault_password_1 }}",
        "if (token == 'identifier1x') {",
        "this.token = x509Possession.popPrivateKey;",
        "PWD=/srv/projects/r2d2-c3po",
        "\"token\": \"keyword.control\"",
        "password: \"Please enter your password 1\"",
        "secret: 12345",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "\"integrity\": \"sha512-oQ2D5cB0LqyhtlG8ZyGvVk1NcW8iHnHf2dVwF3W5bQ==\"",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "https://example.org:8443/path",
        "http://user:password@localhost/",
        "ssh://git@example.org:22/x.git",
        "class=\"sk-fading-circle-dot\"",
        "npm_config_registry_something_long",
        "Basic AuthenticationFilter",
        "Bearer AuthenticationTokenFilter",
        "line.startsWith(\"-----BEGIN PRIVATE KEY-----\") && isSomethingElse(line)",
        "disk-usage-of-the-whole-machine1",
        "max_tokens=200000000",
      })
  void leavesTextAlone(String text) {
    assertSame(text, redactor.text(text));
  }

  @Test
  void countsBytesAndKeepsTheRest() {
    assertEquals(
        "\u00fc password=********* \u2713", redactor.text("\u00fc password=p\u00e4sw0r7k \u2713"));
  }

  @Test
  void masksWhatTheUserCallsASecret() {
    Redactor own =
        new Redactor(SecretRules.with(List.of("corp-[0-9]{6}", "(?i)project \\w+", "\u00fc+x")));
    assertEquals("id *********** of **************", own.text("id corp-123456 of Project Aurora"));
    assertEquals("ghp_**************** *****", own.text("ghp_0123456789abcdef \u00fc\u00fcx"));
    assertEquals("token=***********", own.text("token=corp-123456"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a{2000}", "(?=x)", "x*", ""})
  void refusesPatternsThatCannotWork(String pattern) {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> SecretRules.with(List.of("fine", pattern)));
    assertTrue(error.getMessage().contains('"' + pattern + '"'), error::getMessage);
  }
}
