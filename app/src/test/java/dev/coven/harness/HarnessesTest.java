package dev.coven.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a harness's program is found. */
class HarnessesTest {
  @TempDir private Path directory;
  private Path first;
  private Path second;

  @BeforeEach
  void build() throws IOException {
    first = Files.createDirectory(directory.resolve("first"));
    second = Files.createDirectory(directory.resolve("second"));
  }

  private static Path program(Path in, String name, String mode) throws IOException {
    Path program = Files.createFile(in.resolve(name));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
  }

  private Optional<Path> find(String searchPath) {
    Harnesses harnesses = Bundled.harnesses(searchPath, directory);
    return harnesses.find(harnesses.adapter("codex"));
  }

  @Test
  void theFirstExecutableCounts() throws IOException {
    program(second, "codex", "rwxr-xr-x");
    assertEquals(Optional.of(second.resolve("codex")), find(first + ":" + second));
    program(first, "codex", "rwxr-xr-x");
    assertEquals(Optional.of(first.resolve("codex")), find(first + ":" + second));
  }

  @Test
  void whatIsNoProgramIsPassedOver() throws IOException {
    program(first, "codex", "rw-r--r--");
    Path third = Files.createDirectories(directory.resolve("third/codex"));
    program(second, "codex", "rwxr-xr-x");
    assertEquals(
        Optional.of(second.resolve("codex")),
        find(first + ":" + third.getParent() + ":/no/such:" + second));
  }

  @Test
  void relativeAndEmptyEntriesAreIgnored() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path relative = here.relativize(first.toRealPath());
    program(first, "codex", "rwxr-xr-x");
    assertTrue(Files.isExecutable(relative.resolve("codex")), "it could be found");
    assertEquals(Optional.empty(), find(relative.toString()));
    assertEquals(Optional.empty(), find(""));
    assertEquals(Optional.empty(), find(":::.:./bin"));
  }

  @Test
  void anEntryThatIsNoPathHidesNoOther() throws IOException {
    program(first, "codex", "rwxr-xr-x");
    assertEquals(Optional.of(first.resolve("codex")), find("/bad\0entry:" + first));
  }

  @Test
  void aLinkedProgramIsRunByTheNameThatWasFound() throws IOException {
    Path real = program(second, "codex-1.2", "rwxr-xr-x");
    Files.createSymbolicLink(first.resolve("codex"), real);
    assertEquals(Optional.of(first.resolve("codex")), find(first.toString()));
  }

  @Test
  void theDemoIsTheBundledOneWhateverThePathHolds() throws IOException {
    program(first, "coven-demo", "rwxr-xr-x");
    Harnesses harnesses = Bundled.harnesses(first.toString(), second);
    HarnessAdapter demo = harnesses.adapter("demo");
    assertEquals(Optional.empty(), harnesses.find(demo));
    program(second, "coven-demo", "rwxr-xr-x");
    assertEquals(Optional.of(second.resolve("coven-demo")), harnesses.find(demo));
  }

  @Test
  void whatIsNotInstalledSaysHowToInstallIt() {
    Harnesses harnesses = Bundled.harnesses(first.toString(), second);
    for (String id : List.of("codex", "claude", "copilot", "demo")) {
      HarnessAdapter adapter = harnesses.adapter(id);
      ApiException refused = assertThrows(ApiException.class, () -> harnesses.require(adapter));
      assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
      assertEquals("harness_not_installed", refused.details().get("reason").getAsString());
      assertEquals(id, refused.details().get("harness").getAsString());
      assertTrue(refused.getMessage().contains(adapter.installHint()));
    }
  }

  @Test
  void anUnknownIdIsRefused() {
    Harnesses harnesses = Bundled.harnesses("", directory);
    for (String id : List.of("", "Codex", "codex ", "vi")) {
      ApiException refused = assertThrows(ApiException.class, () -> harnesses.adapter(id));
      assertEquals("harness_unknown", refused.details().get("reason").getAsString());
    }
  }
}
