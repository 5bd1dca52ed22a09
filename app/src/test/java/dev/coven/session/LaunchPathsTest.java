package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchPathsTest {
  @TempDir private Path temporary;
  private Path directory;
  private Path root;

  @BeforeEach
  void build() throws IOException {
    directory = temporary.toRealPath();
    root = Files.createDirectory(directory.resolve("project"));
    Files.createDirectories(root.resolve("src/main"));
    Files.createFile(root.resolve("README"));
    Files.createDirectory(directory.resolve("project-secrets"));
    Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("out"), directory.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("in"), root.resolve("src"));
    Files.createSymbolicLink(root.resolve("dangling"), directory.resolve("nothing"));
    Files.createSymbolicLink(root.resolve("circle"), root.resolve("circle"));
    Files.createSymbolicLink(directory.resolve("alias"), root);
  }

  @ParameterizedTest
  @CsvSource({
    ".,''",
    "src,src",
    "src/main,src/main",
    "src/../src,src",
    "in,src",
    "in/main,src/main",
    "../project/src,src",
    "./src/./main/,src/main",
    "../alias/src,src"
  })
  void aDirectoryInsideIsFound(String cwd, String expected) {
    assertEquals(root.resolve(expected), resolve(root.toString(), cwd).cwd());
    assertEquals(root, resolve(root.toString(), cwd).root());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../project-secrets",
        "../elsewhere",
        "out",
        "src/../../elsewhere",
        "in/../../elsewhere",
        "../nothing",
        "out/none",
        "/",
        "/etc",
        "/no/such",
        "../../.."
      })
  void whatIsOutsideIsRefusedWhetherItExistsOrNot(String cwd) {
    assertRefused("cwd_outside_root", "cwd", cwd, root.toString(), cwd);
  }

  @ParameterizedTest
  @CsvSource({
    "none,cwd_not_found",
    "src/none/deeper,cwd_not_found",
    "circle,cwd_not_found",
    "README,cwd_not_directory",
    "README/x,cwd_not_found",
    "dangling,cwd_not_found",
    "../alias/none,cwd_not_found"
  })
  void whatIsInsideAndNoDirectoryIsNamed(String cwd, String reason) {
    assertRefused(reason, "cwd", cwd, root.toString(), cwd);
  }

  @Test
  void anAbsoluteDirectoryMayBeSpelledThroughALink() {
    String alias = directory.resolve("alias").toString();
    assertEquals(new LaunchPaths(root, root.resolve("src")), resolve(alias, alias + "/src"));
    assertRefused("cwd_not_found", "cwd", alias + "/none", alias, alias + "/none");
  }

  @Test
  void theRootIsTheDirectoryWhereNothingElseIsSaid() {
    assertEquals(new LaunchPaths(root, root), resolve(root + "/src/..", null));
  }

  @Test
  void aRootMustBeAnAbsoluteExistingDirectory() {
    assertRefused("field_value", "projectRoot", "project", "project", null);
    assertRefused("field_value", "projectRoot", "~/project", "~/project", null);
    String none = directory + "/none";
    assertRefused("root_not_found", "projectRoot", none, none, null);
    String file = root + "/README";
    assertRefused("root_not_directory", "projectRoot", file, file, null);
  }

  @Test
  void namesNeedNotBeAscii() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names have a charset");
    Path named = Files.createDirectories(root.resolve("über/日本"));
    assertEquals(named, resolve(root.toString(), "über/日本").cwd());
  }

  private static LaunchPaths resolve(String root, String cwd) {
    return LaunchPaths.resolve(
        LaunchRequest.of(root, "codex", "x", LaunchMode.INTERACTIVE).draft().cwd(cwd).build());
  }

  private static void assertRefused(
      String reason, String field, String value, String root, String cwd) {
    ApiException refused = assertThrows(ApiException.class, () -> resolve(root, cwd));
    assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
    assertEquals(reason, refused.details().get("reason").getAsString(), cwd);
    assertEquals(value, refused.details().get(field).getAsString());
  }
}
