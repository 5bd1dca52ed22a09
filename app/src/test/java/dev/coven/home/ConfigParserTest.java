package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What config.toml may say, and what is said of it when it says something else. */
class ConfigParserTest {
  private static final Path FILE = Path.of("/h/config.toml");

  @Test
  void everyKeyIsRead() throws Exception {
    ConfigReading reading =
        parse(
            """
            [sessions]
            max-live = 7
            [retention]
            events = "30d"
            sessions = "52w"
            max-size = "5GB"
            [redaction]
            patterns = ['acme-[0-9]{4}', "x+"]
            """);
    Config config = reading.config();
    assertEquals(7, config.sessions().maxLive());
    assertEquals(Optional.of(Duration.ofDays(30)), config.retention().events());
    assertEquals(Optional.of(Duration.ofDays(364)), config.retention().sessions());
    assertEquals(OptionalLong.of(5_000_000_000L), config.retention().maxBytes());
    assertEquals(List.of("acme-[0-9]{4}", "x+"), config.redaction().patterns());
    assertEquals(List.of(), reading.warnings());
    assertEquals(
        Map.of(
            ConfigKey.SESSIONS_MAX_LIVE, 2,
            ConfigKey.RETENTION_EVENTS, 4,
            ConfigKey.RETENTION_SESSIONS, 5,
            ConfigKey.RETENTION_MAX_SIZE, 6,
            ConfigKey.REDACTION_PATTERNS, 8),
        reading.lines());
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    assertEquals(Config.DEFAULT, parse("# nothing\n").config());
    Config config = parse("retention.events = '1h'").config();
    assertEquals(Config.DEFAULT.sessions(), config.sessions());
    assertTrue(config.retention().sessions().isEmpty());
  }

  @Test
  void everyProblemIsToldWithItsPlaceInTheOrderOfTheFile() {
    ConfigException bad =
        refused(
            """
            redaction = 5
            [sessions]
            max-live = 251
            [retention]
            events = 30
              sessions = "1 month"
            max-size = "-5GB"
            """);
    assertEquals(
        List.of(
            "/h/config.toml:1:1: redaction is 5; it must be a table: [redaction].",
            "/h/config.toml:3:1: sessions.max-live is 251; it must be a whole number from 1 to"
                + " 250.",
            "/h/config.toml:5:1: retention.events is 30; it must be "
                + ConfigKey.Rule.DURATION
                + ".",
            "/h/config.toml:6:3: retention.sessions is \"1 month\"; it must be "
                + ConfigKey.Rule.DURATION
                + ".",
            "/h/config.toml:7:1: retention.max-size is \"-5GB\"; it must be "
                + ConfigKey.RETENTION_MAX_SIZE.rule()
                + "."),
        bad.lines());
    assertEquals("5 problems", bad.count());
    assertTrue(bad.getMessage().contains(" config.toml:7:1: retention.max-size"), bad::getMessage);
    assertFalse(bad.getMessage().contains("\n"), bad::getMessage);
  }

  @Test
  void whatIsNoTomlIsToldTogetherWithBadValues() {
    ConfigException bad =
        refused("[sessions]\nmax-live = 0\nfoo bar\n[retention]\nevents = \"1d\n");
    assertEquals(
        List.of(2, 3, 5), bad.problems().stream().map(ConfigProblem::line).toList(), bad::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "retention.event, retention.events",
    "retension.events, retention",
    "retension, retention",
    "sessions.max_live, sessions.max-live",
    "sessions.maxlive, sessions.max-live",
    "max-live, sessions.max-live",
    "sessions.events, retention.events",
    "redaction.pattern, redaction.patterns",
    "log.level, ",
    "colour, ",
  })
  void anUnknownKeyWarnsAndNamesTheNearest(String key, String meant) throws Exception {
    ConfigReading reading = parse("\n " + key + " = 5");
    assertEquals(Config.DEFAULT, reading.config());
    ConfigProblem warning = reading.warnings().getFirst();
    assertEquals(1, reading.warnings().size());
    assertEquals("2:2", warning.line() + ":" + warning.column());
    String ending = meant == null ? "does nothing." : "Did you mean " + meant + "?";
    assertTrue(warning.message().endsWith(" " + ending), warning::message);
  }

  @Test
  void anUnknownNameIsShownWithoutItsValueAndEscaped() throws Exception {
    String warning = parse("\"a\\u001b]0;x\" = 'hunter2'").warnings().getFirst().message();
    assertEquals("a\\e]0;x is not known and does nothing.", warning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'('", "'a*'", "''", "5", "'a(?=b)'", "[ 'a' ]"})
  void aBadPatternIsNamedByItsNumberAndPlaceAndNotShown(String pattern) {
    ConfigException bad = refused("[redaction]\npatterns = [\n  'fine',\n  " + pattern + ",\n]");
    ConfigProblem problem = bad.problems().getFirst();
    assertEquals(1, bad.problems().size());
    assertEquals("4:3", problem.line() + ":" + problem.column());
    assertTrue(problem.message().startsWith("redaction.patterns, number 2 "), problem::message);
  }

  @Test
  void aBrokenPatternIsNotShown() {
    ConfigException bad = refused("redaction.patterns = ['hunter2[']");
    assertFalse(bad.getMessage().contains("hunter2"), bad::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redaction.patterns = 'hunter2'", "redaction = 'hunter2'"})
  void aPatternInTheWrongPlaceIsNotShown(String text) {
    String message = refused(text).getMessage();
    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.contains(" is a text; it must be "), message);
  }

  @Test
  void thePatternsHaveLimits() {
    assertTrue(
        refused("redaction.patterns = ['" + "a".repeat(1001) + "']").getMessage().contains("1000"));
    assertTrue(
        refused("redaction.patterns = [" + "'a',".repeat(65) + "]").getMessage().contains("64"));
    assertTrue(refused("redaction.patterns = 'a'").getMessage().contains("it must be a list"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sessions = []", "[[sessions]]\nmax-live = 3", "sessions = 2026-01-01"})
  void aTableMustBeOne(String text) {
    assertTrue(refused(text).getMessage().contains("it must be a table: [sessions]."));
  }

  private static ConfigReading parse(String text) throws ConfigException {
    return ConfigParser.parse(FILE, text);
  }

  private static ConfigException refused(String text) {
    return assertThrows(ConfigException.class, () -> parse(text));
  }
}
