package dev.coven.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitDiffTest {
  @TempDir private Path directory;

  private static String lines(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  @Test
  void equalTextsDoNotDiffer() {
    assertEquals("", UnitDiff.unified("a", "x\n", "b", "x\n"));
    assertEquals("", UnitDiff.unified("a", "", "b", ""));
  }

  @Test
  void aChangeIsShownAmongItsNeighbours() {
    var after = lines(1, 20).replace("10\n", "ten\n");
    assertEquals(
        """
        --- installed
        +++ rendered
        @@ -7,7 +7,7 @@
         7
         8
         9
        -10
        +ten
         11
         12
         13
        """,
        UnitDiff.unified("installed", lines(1, 20), "rendered", after));
  }

  @Test
  void aTextThatWasEmptyIsAllNew() {
    assertEquals(
        "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+1\n+2\n", UnitDiff.unified("a", "", "b", "1\n2\n"));
  }

  @Test
  void aMissingLastNewlineIsADifference() {
    assertEquals(
        "--- a\n+++ b\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n",
        UnitDiff.unified("a", "x", "b", "x\n"));
  }

  /** Whatever the texts are, patch(1) makes the second of the first. */
  @Test
  void patchUnderstandsIt() throws IOException, InterruptedException {
    Commands.need("patch", "patch");
    var random = new Random(7);
    for (int round = 0; round < 200; round++) {
      var before = text(random);
      var after = text(random);
      var file = Files.writeString(directory.resolve("file"), before);
      var patch = directory.resolve("patch");
      Files.writeString(patch, UnitDiff.unified("file", before, "file", after));
      var result =
          Commands.run(
              "patch", "--silent", "--fuzz=0", file.toString(), "--input=" + patch.toString());
      var made = Files.exists(file) ? Files.readString(file) : "";
      assertEquals(after, made, () -> result + "\n" + before + "--\n" + after);
      assertEquals(0, result.exit(), result::output);
    }
  }

  private static String text(Random random) {
    var text =
        random
            .ints(random.nextInt(25), 0, 4)
            .mapToObj(i -> "abcd".charAt(i) + "\n")
            .collect(Collectors.joining());
    return random.nextInt(4) == 0 ? text.stripTrailing() : text;
  }
}
