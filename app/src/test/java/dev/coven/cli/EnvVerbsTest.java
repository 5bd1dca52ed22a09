package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coven env}: what goes into the file, and that no value comes out. */
class EnvVerbsTest {
  private static final String VALUE = "s3cret-value";

  @TempDir private Path directory;
  private final Lines lines = new Lines();
  private final StringBuilder said = new StringBuilder();
  private final Map<String, String> shell = new HashMap<>();
  private Path file;

  @BeforeEach
  void home() {
    shell.put("COVEN_HOME", directory.resolve("home").toString());
    shell.put("A_KEY", VALUE);
    file = directory.resolve("home/environment");
  }

  @AfterEach
  void noValueWasSaid() {
    assertFalse(said.toString().contains("s3cret"), said::toString);
  }

  private int coven(String... arguments) {
    lines.forget();
    int exitCode = lines.run(shell, arguments);
    said.append(lines.out()).append(lines.err());
    return exitCode;
  }

  @Test
  void importMakesThePrivateHomeAndThePrivateFile() throws IOException {
    assertEquals(ExitCode.OK, coven("env", "import", "A_KEY"));
    assertEquals(
        "Imported A_KEY into " + file + ". Every harness launched from now on gets it.\n",
        lines.out());
    assertEquals("A_KEY=" + VALUE + "\n", Files.readString(file));
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(file.getParent()));
  }

  @Test
  void listShowsNamesAlone() throws IOException {
    assertEquals(ExitCode.OK, coven("env", "list"));
    assertEquals("No variables in " + file + ". To take one: coven env import NAME\n", lines.out());
    coven("env", "import", "A_KEY");
    Files.writeString(file, Files.readString(file) + "B=" + VALUE + "\n");
    assertEquals(ExitCode.OK, coven("env", "list"));
    assertEquals("A_KEY\nB\n", lines.out());
    assertEquals("", lines.err());
    assertEquals(ExitCode.OK, coven("env", "list", "--json"));
    JsonObject document = JsonParser.parseString(lines.out()).getAsJsonObject();
    assertEquals("[\"A_KEY\",\"B\"]", document.get("names").toString());
    assertEquals(file.toString(), document.get("file").getAsString());
  }

  @Test
  void listSaysThatOthersMayRead() throws IOException {
    coven("env", "import", "A_KEY");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(ExitCode.OK, coven("env", "list"));
    assertEquals(
        "coven: Others may read " + file + ".\n  try: chmod 600 " + file + "\n", lines.err());
  }

  @Test
  void removeTakesAwayAndFindsNothingTheSecondTime() throws IOException {
    coven("env", "import", "A_KEY");
    assertEquals(ExitCode.OK, coven("env", "remove", "A_KEY", "OTHER"));
    assertEquals("Removed A_KEY from " + file + ".\n", lines.out());
    assertEquals("", Files.readString(file));
    assertEquals(ExitCode.OK, coven("env", "remove", "A_KEY", "--json"));
    assertTrue(lines.out().contains("\"removed\":[]"), lines.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "env import", "env remove", "env import --bogus", "env x"})
  void wrongUsageIsTwo(String line) {
    assertEquals(ExitCode.USAGE, coven(line.split(" ")));
    assertTrue(lines.err().contains("  try: coven env"), lines.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"A_KEY=s3cret", "s3cret-value", "1A", ""})
  void whatIsNoNameIsNotShown(String argument) {
    for (String verb : new String[] {"import", "remove"}) {
      assertEquals(ExitCode.USAGE, coven("env", verb, "A_KEY", argument));
      assertTrue(lines.err().contains("argument 2 is no name of a variable"), lines.err());
      assertFalse(Files.exists(file));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LISTEN_FDS, is set by a service manager",
    "COVEN_SESSION_ID, is set by a service manager",
    "NONE, 'is not set in this shell, or not exported'",
    "LINES, 'holds a line break, which the file cannot keep'",
    "BLANK, 'ends in a blank, which the file cannot keep'"
  })
  void whatCannotBeImportedIsRefusedWithEverythingBesideIt(String name, String why) {
    shell.put("LISTEN_FDS", VALUE);
    shell.put("COVEN_SESSION_ID", VALUE);
    shell.put("LINES", VALUE + "\n" + VALUE);
    shell.put("BLANK", VALUE + " ");
    assertEquals(ExitCode.FAILED, coven("env", "import", "A_KEY", name));
    assertTrue(lines.err().startsWith("coven: " + name + " " + why), lines.err());
    assertTrue(lines.err().contains("nothing was imported"), lines.err());
    assertFalse(Files.exists(file));
  }

  @Test
  void aFileWithABadLineIsLeftAlone() throws IOException {
    coven("env", "import", "A_KEY");
    Files.writeString(file, "A=1\n" + VALUE + "\n");
    for (String line : new String[] {"env list", "env import A_KEY", "env remove A"}) {
      assertEquals(ExitCode.FAILED, coven(line.split(" ")));
      assertEquals("coven: " + file + ", line 2: KEY=VALUE is expected\n", lines.err());
    }
    assertEquals("A=1\n" + VALUE + "\n", Files.readString(file));
  }
}
