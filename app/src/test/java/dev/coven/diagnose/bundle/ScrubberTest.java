package dev.coven.diagnose.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonParser;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrubberTest {
  private final Scrubber scrubber =
      new Scrubber(
          new Redactor(SecretRules.builtIn()),
          List.of("/home/ada", "/srv/homes/ada"),
          List.of("ada", "root", "coven", ""),
          List.of("engine", "engine.example.org", "localhost"));

  @ParameterizedTest
  @CsvSource({
    "/home/ada/.coven, ~/.coven",
    "/home/ada, ~",
    // Another's, whose name merely begins so.
    "/home/adams/x, /home/USER/x",
    "/Users/eve/Library, /Users/USER/Library",
    "/srv/homes/ada/project, ~/project",
    "ada@engine.example.org:22, USER@HOST:22",
    "engine and engines, HOST and engines",
    "the root of root's trouble, the USER of USER's trouble",
    "project_root, project_root",
    "coven on localhost, coven on localhost"
  })
  void namesOfPeopleAndPlaces(String text, String scrubbed) {
    assertEquals(scrubbed, scrubber.text(text));
  }

  @Test
  void controlCharactersShowAsEscapesAndLinesStay() {
    assertEquals("a\\e[31mb\nc\td", scrubber.text("a\u001b[31mb\nc\td"));
  }

  @Test
  void secretsInsideOfAnEscapeSequenceAndAroundOne() {
    String token = "ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    Scrubber patterns =
        new Scrubber(
            new Redactor(SecretRules.with(List.of("INTERNAL-[0-9]+"))),
            List.of(),
            List.of(),
            List.of());
    assertEquals(
        "\\e]0;title ******************", patterns.text("\u001b]0;title INTERNAL-481516234"));
    assertFalse(patterns.text("\u001b[1m" + token + "\u001b[0m").contains(token.substring(8, 20)));
  }

  @Test
  void secretsThatAreLongerThanALine() {
    String key = "MIIEpAIBAAKCAQEA1c7rPu8m0yqvKp3Zk2wT9sLx4Vh6Nf5Gd8Jb3Qe7Ra2Yc1Xo";
    String text =
        "-----BEGIN RSA PRIVATE KEY-----\n" + key + "\n" + key + "\n-----END RSA PRIVATE KEY-----";
    assertFalse(scrubber.text(text).contains(key.substring(10, 30)));
  }

  @Test
  void aMembersNameTellsThatItsValueIsASecret() {
    String json =
        "{\"password\":\"correct7horse4battery\",\"n\":1,\"list\":[{\"path\":\"/home/ada/x\"}]}";
    assertEquals(
        "{\"password\":\"*********************\",\"n\":1,\"list\":[{\"path\":\"~/x\"}]}",
        scrubber.json(JsonParser.parseString(json)).toString());
  }
}
