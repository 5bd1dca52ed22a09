package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFileTest {
  @TempDir private Path directory;
  private EnvironmentFile file;

  @BeforeEach
  void name() {
    file = new EnvironmentFile(directory.resolve("environment"));
  }

  private void write(String text) throws IOException {
    Files.writeString(file.path(), text);
  }

  private String text() throws IOException {
    return Files.readString(file.path());
  }

  @Test
  void withoutAFileThereAreNone() throws IOException {
    assertEquals(Map.of(), file.read());
    assertEquals(Set.of(), file.remove(List.of("A")));
    assertFalse(Files.exists(file.path()));
  }

  @Test
  void aNewFileIsItsOwnersAlone() throws IOException {
    file.set(Map.of("A", "x = y"));
    assertEquals("A=x = y\n", text());
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file.path()));
    assertEquals(Map.of("A", "x = y"), file.read());
  }

  @Test
  void commentsAndOrderStay() throws IOException {
    write("# mine\n\nB=1\n  A=old\n#A=not this\nB=2\n");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("C", "3");
    values.put("A", "new");
    values.put("B", "");
    file.set(values);
    assertEquals("# mine\n\nB=\nA=new\n#A=not this\nC=3\n", text());
    assertEquals(Set.of("B", "A"), file.remove(List.of("B", "A", "X")));
    assertEquals("# mine\n\n#A=not this\nC=3\n", text());
  }

  @Test
  void aFileThatWasLooseIsTightened() throws IOException {
    write("A=1\n");
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
    file.set(Map.of("A", "2"));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file.path()));
  }

  @Test
  void aLinkStaysOne() throws IOException {
    Path target = Files.writeString(directory.resolve("elsewhere"), "A=1\n");
    Files.createSymbolicLink(file.path(), target);
    file.set(Map.of("A", "2"));
    assertTrue(Files.isSymbolicLink(file.path()));
    assertEquals("A=2\n", Files.readString(target));
  }

  @Test
  void aFileWithABadLineIsNotRewritten() throws IOException {
    write("A=1\nsecret\n");
    for (var change :
        List.<Change>of(() -> file.set(Map.of("B", "2")), () -> file.remove(List.of("A")))) {
      IOException refused = assertThrows(IOException.class, change::make);
      assertEquals(file.path() + ", line 2: KEY=VALUE is expected", refused.getMessage());
    }
    assertEquals("A=1\nsecret\n", text());
  }

  private interface Change {
    void make() throws IOException;
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    Files.createDirectory(file.path());
    assertEquals(
        file.path() + " is no regular file",
        assertThrows(EnvironmentFileException.class, file::read).getMessage());
    Files.delete(file.path());
    Files.write(file.path(), new byte[] {'A', '=', (byte) 0xff});
    assertEquals(
        file.path() + " is not UTF-8",
        assertThrows(EnvironmentFileException.class, file::read).getMessage());
    write("A=" + "x".repeat(1024 * 1024));
    assertEquals(
        file.path() + " is larger than 1048576 bytes",
        assertThrows(EnvironmentFileException.class, file::read).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'a\nb', holds a line break",
    "'a\rb', holds a line break",
    "'a ', ends in a blank",
    "'a\uFFFDb', is not UTF-8"
  })
  void whatALineCannotKeepIsSaid(String value, String fault) {
    assertEquals(Optional.of(fault), EnvironmentFile.fault(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a=b", "\"'$x`y`\\", "é日本", "a\tb", "#"})
  void everythingElseIsKept(String value) throws IOException {
    assertEquals(Optional.empty(), EnvironmentFile.fault(value));
    file.set(Map.of("A", value));
    assertEquals(value, file.read().get("A"));
  }

  @Test
  void supervisorsVariablesAreReserved() {
    for (String name :
        List.of(
            "NOTIFY_SOCKET", "LISTEN_FDS", "WATCHDOG_USEC", "INVOCATION_ID", "COVEN_SESSION_ID")) {
      assertTrue(EnvironmentFile.isReserved(name), name);
    }
    assertFalse(EnvironmentFile.isReserved("OPENAI_API_KEY"));
    assertFalse(
        EnvironmentFile.isName("1A")
            || EnvironmentFile.isName("A-B")
            || EnvironmentFile.isName(""));
  }
}
