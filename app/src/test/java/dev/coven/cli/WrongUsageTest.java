package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongUsageTest {
  private final Lines lines = new Lines();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ataach x|coven attach",
        "sessions shwo x|coven sessions show",
        "daemon stauts|coven daemon status",
        "run demo --detatch x|--detach",
        "sessions --statu|--status",
      })
  void whatMayHaveBeenMeantIsNamed(String line, String meant, @TempDir Path home) {
    said(line, home);
    assertTrue(lines.err().contains("\n  did you mean: "), lines.err());
    assertTrue(lines.err().contains(meant), lines.err());
  }

  @ParameterizedTest
  @CsvSource({"xyzzy", "run demo x --xyzzy"})
  void whatResemblesNothingIsNotGuessed(String line, @TempDir Path home) {
    said(line, home);
    assertFalse(lines.err().contains("did you mean"), lines.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bogus|There is no command bogus.",
        "run demo fix it|The prompt is one word for the shell: quote it.",
        "run demo|a PROMPT is missing",
        "run demo x --interactive --non-interactive|--interactive and --non-interactive exclude",
        "run demo x --prompt-file f|PROMPT and --prompt-file exclude each other",
        "sessions --json show x|--json stands before show; write it behind",
        "sessions --instance work show x|--instance stands before show; write it behind",
        "sessions --instance Work|'--instance'",
        "sessions --here --project .|--here and --project exclude each other",
        "sessions --status dead|--status takes created, running, idle",
        "input x|an ID and a TEXT are required",
        "input --last x y|--last and an ID exclude each other",
        "wait x --timeout soon|--timeout takes a duration, such as 30s or 10m, and not: soon",
      })
  void aWrongLineIsTold(String line, String words, @TempDir Path home) {
    said(line, home);
    assertTrue(lines.err().contains(words), lines.err());
  }

  private void said(String line, Path home) {
    Map<String, String> environment = Map.of("COVEN_HOME", home.toString());
    assertEquals(ExitCode.USAGE, lines.run(environment, line.split(" ")), lines::err);
    assertTrue(lines.err().startsWith("coven: "), lines.err());
    assertTrue(lines.err().contains("\n  try: coven"), lines.err());
    assertEquals("", lines.out());
  }
}
