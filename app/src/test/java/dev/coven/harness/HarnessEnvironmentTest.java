package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarnessEnvironmentTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("environment");
  }

  private Map<String, String> of(Map<String, String> daemon, boolean terminal) throws IOException {
    return new HarnessEnvironment(daemon, "/bin", file).forSession("s-1", terminal);
  }

  @Test
  void onlyTheListedNamesPass() throws IOException {
    Map<String, String> daemon = new TreeMap<>();
    for (String name :
        new String[] {
          "NOTIFY_SOCKET",
          "LISTEN_FDS",
          "LISTEN_PID",
          "LISTEN_FDNAMES",
          "WATCHDOG_USEC",
          "WATCHDOG_PID",
          "INVOCATION_ID",
          "JAVA_HOME",
          "JAVA_TOOL_OPTIONS",
          "LC_ALL",
          "COVEN_HOME",
          "LD_PRELOAD",
          "MANAGERPID",
          "JOURNAL_STREAM",
          "OPENAI_API_KEY",
          "PWD",
          "TERM",
          "PATH"
        }) {
      daemon.put(name, "never");
    }
    Map<String, String> passed =
        Map.of(
            "HOME",
            "/home/me",
            "USER",
            "me",
            "SHELL",
            "/bin/sh",
            "LANG",
            "de_DE.UTF-8",
            "XDG_RUNTIME_DIR",
            "/run/user/1");
    daemon.putAll(passed);
    Map<String, String> expected = new TreeMap<>(passed);
    expected.put("PATH", "/bin");
    expected.put("TERM", "xterm-256color");
    expected.put("COVEN_SESSION_ID", "s-1");
    assertEquals(expected, new TreeMap<>(of(daemon, true)));
  }

  @Test
  void betweenPipesTheTerminalIsDumb() throws IOException {
    assertEquals("dumb", of(Map.of(), false).get("TERM"));
  }

  @Test
  void aDaemonWithoutALanguageStillGivesUtf8() throws IOException {
    assertEquals("C.UTF-8", of(Map.of(), true).get("LANG"));
  }

  @Test
  void theFileIsReadAnewAtEachLaunch() throws IOException {
    HarnessEnvironment environment = new HarnessEnvironment(Map.of(), "/bin", file);
    assertFalse(environment.forSession("s", true).containsKey("TOKEN"));
    Files.writeString(file, "TOKEN=one\n");
    assertEquals("one", environment.forSession("s", true).get("TOKEN"));
    Files.writeString(file, "TOKEN=two\n");
    assertEquals("two", environment.forSession("s", true).get("TOKEN"));
  }

  @Test
  void linesAreAssignmentsCommentsOrEmpty() throws IOException {
    Files.writeString(
        file,
        """
        # a comment

          A=1\s\s
        _B2=with = signs and "quotes"
        EMPTY=
        PATH=/mine
        COVEN_SESSION_ID=forged
        ÜBER=not reached
        """
            .replace("ÜBER=not reached\n", "C=é€\r\n"));
    Map<String, String> environment = of(Map.of(), true);
    assertEquals("1", environment.get("A"));
    assertEquals("with = signs and \"quotes\"", environment.get("_B2"));
    assertEquals("", environment.get("EMPTY"));
    assertEquals("/mine", environment.get("PATH"), "the user's own word is the last");
    assertEquals("s-1", environment.get("COVEN_SESSION_ID"), "but for the session's name");
    assertEquals("é€", environment.get("C"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "=secret",
        "1A=secret",
        "A B=secret",
        "export A=secret",
        "A-B=secret",
        "Ä=secret"
      })
  void aBadLineIsNamedByItsNumberAlone(String line) throws IOException {
    Files.writeString(file, "GOOD=1\n\n" + line + "\n");
    IOException refused = assertThrows(IOException.class, () -> of(Map.of(), true));
    assertTrue(refused.getMessage().contains("line 3"), refused.getMessage());
    assertFalse(refused.toString().contains("secret"), refused.getMessage());
  }

  @Test
  void aNulInAValueIsRefusedAndNotShown() throws IOException {
    Files.writeString(file, "A=sec\0ret\n");
    IOException refused = assertThrows(IOException.class, () -> of(Map.of(), true));
    assertTrue(refused.getMessage().contains("line 1"), refused.getMessage());
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Files.write(file, new byte[] {'A', '=', (byte) 0xff, '\n'});
    assertThrows(IOException.class, () -> of(Map.of(), true));
  }
}
