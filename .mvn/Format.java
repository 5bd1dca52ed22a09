import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Holds every Java source of the project to google-java-format. Run by the root pom as a source
 * file on the toolchain's JDK, because the formatter parses with the javac it runs on and Maven's
 * own JDK may be too old for the language we write.
 *
 * <p>Arguments: {@code check} or {@code apply}, then the directory to search. {@code check} names
 * each file that would change and exits 1; {@code apply} rewrites those files. A file that does not
 * parse is named with its error and makes either exit 1.
 */
final class Format {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".dev", ".idea");

  private Format() {}

  static void main(String... args) throws IOException {
    var apply =
        switch (args[0]) {
          case "check" -> false;
          case "apply" -> true;
          default -> throw new IllegalArgumentException("check or apply, not " + args[0]);
        };
    var root = Path.of(args[1]);
    var faults =
        sources(root).parallelStream()
            .map(source -> fault(root, source, apply))
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    faults.forEach(System.err::println);
    if (!faults.isEmpty()) {
      System.err.println("Format them with: mvn -q -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** What is wrong with the source, on one line, or null. With {@code apply} it is put right. */
  private static String fault(Path root, Path source, boolean apply) {
    try {
      var before = Files.readString(source);
      var after = new Formatter().formatSourceAndFixImports(before);
      if (after.equals(before)) {
        return null;
      }
      if (apply) {
        Files.writeString(source, after);
        return null;
      }
      return root.relativize(source) + ": not formatted";
    } catch (FormatterException e) {
      return root.relativize(source) + ": " + e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(source.toString(), e);
    }
  }
}
