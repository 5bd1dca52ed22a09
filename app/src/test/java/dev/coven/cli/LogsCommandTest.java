package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.privacy.LogForm;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code coven daemon logs} without a daemon. */
class LogsCommandTest {
  @TempDir private Path directory;
  private final Lines lines = new Lines();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = directory.resolve("h");
  }

  private int logs(String... arguments) {
    lines.forget();
    String[] all = new String[arguments.length + 2];
    all[0] = "daemon";
    all[1] = "logs";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return lines.run(Map.of("COVEN_HOME", home.toString(), "HOME", directory.toString()), all);
  }

  private void write(String name, String... entries) throws IOException {
    Files.createDirectories(home.resolve("logs"));
    Files.writeString(home.resolve("logs").resolve(name), String.join("", entries));
  }

  private String entry(int secondsAgo, String level, String text) {
    return LogForm.entry(now.minusSeconds(secondsAgo), level, "daemon", text);
  }

  @Test
  void beforeTheFirstDaemonItSaysSo() {
    assertEquals(ExitCode.OK, logs());
    assertEquals("", lines.out());
    assertEquals(
        "coven: There is no log yet: no daemon has run in "
            + home
            + ".\n  try: coven daemon start\n",
        lines.err());
  }

  @Test
  void whileNoDaemonRunsTheLogIsShownAndThatIsSaid() throws Exception {
    String old = entry(60, "ERROR", "it failed\njava.io.IOException: x\n\tat a.B.c(B.java:1)");
    String young = entry(30, "INFO", "stopped");
    write("coven.20260102T030405.678Z.log", old);
    write("coven.log", young);
    assertEquals(ExitCode.OK, logs());
    assertEquals(old + young, lines.out());
    assertEquals(
        "coven: No daemon runs in "
            + home
            + " now; an earlier one wrote this.\n  try: coven daemon status\n",
        lines.err());
  }

  @Test
  void whatWasSaidBeforeTheLogWasOpenIsShown() throws Exception {
    write("daemon.out", "coven: The home cannot be used.\n");
    assertEquals(ExitCode.OK, logs());
    assertTrue(
        lines.out().endsWith(" ERROR start   coven: The home cannot be used.\n"), lines.out());
    logs("--code", "forbidden");
    assertEquals("", lines.out());
  }

  @Test
  void whatIsAskedForIsShown() throws Exception {
    String refused =
        entry(
            40,
            "WARN",
            LogLine.of("kill refused")
                .with("code", "session_not_live")
                .with("session", "abcdef-1")
                .toString());
    String launched = entry(20, "INFO", "session launched session=abcdef-2");
    write("coven.log", entry(7200, "INFO", "starting"), refused, launched);
    logs("--level", "Warn");
    assertEquals(refused, lines.out());
    logs("--session", "abcdef", "--lines", "1");
    assertEquals(launched, lines.out());
    logs("--code", "forbidden,session_not_live");
    assertEquals(refused, lines.out());
    logs("--since", "1h");
    assertEquals(refused + launched, lines.out());
    logs("--session", "nobody");
    assertEquals("", lines.out());
    assertTrue(
        lines.err().startsWith("coven: Nothing in the log is what you ask for.\n"), lines.err());
  }

  @Test
  void jsonIsADocumentForEachEvent() throws Exception {
    write(
        "coven.log",
        entry(2, "INFO", "starting pid=7 instance=-"),
        entry(1, "ERROR", "it failed cause=x\njava.io.IOException: x"));
    assertEquals(ExitCode.OK, logs("--json"));
    assertEquals(2, lines.out().lines().count());
    JsonObject first = parse(lines.out().lines().findFirst().orElseThrow());
    JsonObject wanted =
        parse(
            "{\"schema\":1,\"time\":\""
                + now.minusSeconds(2)
                + "\",\"level\":\"INFO\",\"component\":\"daemon\",\"message\":\"starting\","
                + "\"fields\":{\"pid\":\"7\",\"instance\":null},\"detail\":[]}");
    assertEquals(wanted.keySet(), first.keySet());
    assertEquals(wanted.get("fields"), first.get("fields"));
    assertEquals(
        Instant.parse(wanted.get("time").getAsString()),
        Instant.parse(first.get("time").getAsString()));
    JsonObject second = parse(lines.out().lines().skip(1).findFirst().orElseThrow());
    assertEquals("java.io.IOException: x", second.getAsJsonArray("detail").get(0).getAsString());
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }

  @Test
  void noTerminalActsOnWhatOthersWroteIntoTheFile() throws Exception {
    write(
        "coven.log", entry(1, "INFO", "x").stripTrailing() + "\u001b]0;title\u0007\n    \u009b\n");
    logs();
    assertTrue(lines.out().endsWith("x\\e]0;title\\x07\n    \\x9b\n"), lines.out());
    logs("--json");
    assertTrue(lines.out().chars().allMatch(c -> c == '\n' || c >= 0x20 && c < 0x7f), lines.out());
  }

  @ParameterizedTest
  @CsvSource({
    "--since, soon, '--since takes a span, such as 30m, 2h or 7d, or a time'",
    "--since, 2999-01-01, --since takes a time that has passed",
    "--level, loud, '--level takes error, warn, info or debug, and not: loud'",
    "--code, oops, '--code takes not_found, invalid_request'",
    "--lines, 0, --lines takes a number from 1 to 1000000",
    "--lines, many, many"
  })
  void whatThereIsNotIsWrongUsage(String option, String value, String says) {
    assertEquals(ExitCode.USAGE, logs(option, value));
    assertTrue(lines.err().contains(says), lines.err());
    assertTrue(lines.err().endsWith("  try: coven daemon logs --help\n"), lines.err());
    assertEquals("", lines.out());
  }

  @Test
  void anotherInstancesLogIsAnotherLog() throws Exception {
    Path other = directory.resolve(".coven-two");
    Files.createDirectories(other.resolve("logs"));
    Files.write(
        other.resolve("logs/coven.log"),
        entry(1, "INFO", "of two").getBytes(StandardCharsets.UTF_8));
    lines.forget();
    lines.run(Map.of("HOME", directory.toString()), "daemon", "logs", "--instance", "two");
    assertTrue(lines.out().endsWith("of two\n"), lines.out());
    assertTrue(lines.err().contains("try: coven daemon status --instance two"), lines.err());
  }
}
