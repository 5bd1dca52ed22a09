package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every command that README.md and docs show. Code blocks of language {@code sh} run as they
 * stand, in a home of their own and with a daemon started before each. A comment {@code <!--
 * command: … -->} on the line before a block says otherwise: {@code first} and {@code second} are
 * the build's own commands, which .ci/run runs; {@code needs …} names what the block cannot have
 * here, so that only its grammar and the names of its verbs are checked.
 */
class ReadmeIT {
  /** Failsafe runs in the module's directory. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern MARKER = Pattern.compile("<!-- command: (.+) -->");

  /** {@code coven} as a command, and the words that follow it up to the first that is no verb. */
  private static final Pattern CALL = Pattern.compile("(?m)^\\s*coven((?: [a-z]+\\b(?![-./=]))*)");

  /** A code block of language sh, and what the comment before it says; "" for no comment. */
  private record Block(Path file, int line, String marker, String text) {
    String name() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandWorks() throws IOException {
    return blocks().stream()
        .filter(block -> !List.of("first", "second").contains(block.marker()))
        .map(block -> dynamicTest(block.name(), () -> check(block)));
  }

  @Test
  void theReadmeHasTheTwoCommandsOfTheBuild() throws IOException {
    List<String> markers =
        blocks().stream()
            .filter(block -> block.file().equals(ROOT.resolve("README.md")))
            .map(Block::marker)
            .toList();
    assertEquals(1, markers.stream().filter("first"::equals).count(), markers::toString);
    assertEquals(1, markers.stream().filter("second"::equals).count(), markers::toString);
    assertTrue(markers.contains(""), "no block to run");
  }

  private static void check(Block block) throws IOException, InterruptedException {
    assertTrue(block.marker().isEmpty() || block.marker().startsWith("needs "), block::marker);
    try (House house = House.own()) {
      String bin = house.coven().image().launcher().getParent().toString();
      Coven coven =
          house
              .coven()
              .withVariable(
                  "PATH", bin + ":" + house.home().bin() + ":/usr/local/bin:/usr/bin:/bin");
      if (block.marker().isEmpty()) {
        House.start(coven);
        // The program that the kit appends becomes $0.
        CommandResult result = coven.through("sh", "-euc", block.text()).run();
        assertEquals(0, result.exitCode(), () -> block.name() + ": " + result);
      } else {
        coven.through("sh", "-nc", block.text()).run().expect(0);
        List<String> verbs = verbs(block.text());
        assertFalse(verbs.isEmpty(), "no call of coven is recognized");
        for (String verb : verbs) {
          CommandResult help = house.run((verb + " --help").strip().split(" "));
          assertEquals(0, help.exitCode(), () -> block.name() + ": " + help);
          assertSays(help.out(), "Usage: coven" + (verb.isEmpty() ? "" : " " + verb));
        }
      }
    }
  }

  /** The verbs that a script calls; what follows a verb without verbs below it is its argument. */
  private static List<String> verbs(String script) {
    List<String> verbs = new ArrayList<>();
    for (Matcher call = CALL.matcher(script); call.find(); ) {
      List<String> words = List.of(call.group(1).strip().split(" "));
      boolean group = List.of("daemon", "env", "harness", "sessions").contains(words.getFirst());
      verbs.add(String.join(" ", words.subList(0, Math.min(words.size(), group ? 2 : 1))));
    }
    return verbs;
  }

  private static List<Block> blocks() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    List<Block> blocks = new ArrayList<>();
    for (Path page : pages) {
      List<String> lines = Files.readAllLines(page);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().equals("```sh")) {
          Matcher marker = MARKER.matcher(i == 0 ? "" : lines.get(i - 1));
          int end = lines.subList(i, lines.size()).indexOf("```") + i;
          assertTrue(end > i, page + ":" + (i + 1) + " is not closed");
          blocks.add(
              new Block(
                  page,
                  i + 1,
                  marker.matches() ? marker.group(1) : "",
                  String.join("\n", lines.subList(i + 1, end)) + "\n"));
        }
      }
    }
    return blocks;
  }
}
