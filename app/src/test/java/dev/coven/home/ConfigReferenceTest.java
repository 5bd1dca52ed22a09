package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/reference/config.md against the program. */
class ConfigReferenceTest {
  private static final Pattern EXAMPLE = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL);

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z-]+\\.[a-z-]+)` \\|[^|]+\\| ([^|]+) \\|", Pattern.MULTILINE);

  private String page;

  @BeforeEach
  void read() throws Exception {
    page = Files.readString(Path.of("../docs/reference/config.md"));
  }

  @Test
  void itsKeysAreThoseOfTheParser() {
    assertEquals(
        Arrays.stream(ConfigKey.values()).map(ConfigKey::path).toList(),
        ROW.matcher(page).results().map(row -> row.group(1)).toList());
  }

  @Test
  void itsDefaultsAreThoseOfTheProgram() {
    assertEquals(
        Arrays.stream(ConfigKey.values())
            .map(key -> key.in(Config.DEFAULT))
            .map(value -> value.isJsonNull() ? "no limit" : "`" + value + "`")
            .toList(),
        ROW.matcher(page).results().map(row -> row.group(2)).toList());
  }

  @Test
  void itsExampleSetsEveryKeyAndIsGood() throws Exception {
    List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
    assertEquals(1, examples.size());
    ConfigReading reading =
        ConfigParser.parse(Path.of("config.toml"), examples.getFirst().group(1));
    assertEquals(List.of(), reading.warnings());
    assertEquals(ConfigKey.values().length, reading.lines().size());
  }
}
