package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.LaunchMode;
import dev.coven.contract.LaunchRequest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever way a working directory is written, it leads into the root, or is refused. */
class LaunchPathsPropertiesTest {
  private static Path home;
  private static Path root;

  @BeforeContainer
  static void furnish() throws IOException {
    home = Files.createTempDirectory("paths").toRealPath();
    root = Files.createDirectories(home.resolve("root"));
    Files.createDirectories(root.resolve("a/b"));
    Files.createDirectories(home.resolve("root-two"));
    Files.writeString(root.resolve("file"), "");
    Files.createSymbolicLink(root.resolve("out"), home);
    Files.createSymbolicLink(root.resolve("in"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("round"), root.resolve("round"));
  }

  @AfterContainer
  static void clear() throws IOException {
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Provide
  Arbitrary<String> ways() {
    Arbitrary<List<String>> steps =
        Arbitraries.of(
                "a",
                "b",
                "..",
                ".",
                "in",
                "out",
                "up",
                "round",
                "file",
                "root",
                "root-two",
                "x",
                "",
                " ",
                "\0",
                "~",
                "a/../..",
                "é")
            .list()
            .ofMaxSize(7);
    return steps.map(words -> String.join("/", words)).filter(way -> !way.isEmpty());
  }

  @Property(tries = 1000)
  void aWayLeadsIntoTheRootOrIsRefused(@ForAll("ways") String way, @ForAll boolean absolute) {
    String cwd = absolute ? root + "/" + way : way;
    LaunchRequest request =
        LaunchRequest.of(root.toString(), "claude", "x", LaunchMode.INTERACTIVE)
            .draft()
            .cwd(cwd)
            .build();
    try {
      LaunchPaths paths = LaunchPaths.resolve(request);
      assertEquals(root, paths.root());
      assertTrue(paths.cwd().startsWith(root) && Files.isDirectory(paths.cwd()), () -> "" + paths);
      assertEquals(paths.cwd(), resolved(paths.cwd()));
    } catch (ApiException refused) {
      assertEquals(ErrorCode.INVALID_REQUEST, refused.code());
      assertEquals(cwd, refused.details().get("cwd").getAsString());
    }
  }

  private static Path resolved(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
