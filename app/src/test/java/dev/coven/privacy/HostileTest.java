package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is printed and what is replayed of the hostile texts. */
class HostileTest {
  /** They only draw, if not what one would like; a replay shows them as they were. */
  private static final Set<String> DRAWS =
      Set.of(
          "line written over",
          "line above written over",
          "written over by backspaces",
          "hidden by colour",
          "carriage return",
          "line feed",
          "tab",
          "line and paragraph separators",
          "right-to-left override",
          "embedding",
          "isolate",
          "marks of direction",
          "no width",
          "invisible tags",
          "annotation",
          "half a character");

  @TestFactory
  Stream<DynamicTest> noneIsPrintedAsItIs() {
    return each(
        text -> {
          boolean acts = !Hostile.characters(text).isEmpty();
          assertTrue(acts || text.contains("\n") || text.contains("\t"), "it is not hostile");
          assertEquals(List.of(), Hostile.characters(Printable.line(text)));
          assertFalse(Printable.line(text).matches("(?s).*[\n\t].*"));
          assertEquals(List.of(), Hostile.characters(Printable.lines(text)));
        });
  }

  @TestFactory
  Stream<DynamicTest> noneDoesAnythingInAReplay() {
    return Hostile.texts().entrySet().stream()
        .map(
            text ->
                dynamicTest(
                    text.getKey(),
                    () -> {
                      boolean draws = DRAWS.contains(text.getKey());
                      assertEquals(draws, Hostile.acts(text.getValue()).isEmpty(), "as it is");
                      String shown = new ReplayFilter().filter(text.getValue());
                      assertEquals(List.of(), Hostile.acts(shown));
                      assertEquals(draws, shown.equals(text.getValue()), shown);
                    }));
  }

  /** Output is stored in pieces that end anywhere. */
  @Test
  void theyAreKnownWhereverTheyAreCut() {
    String all = Hostile.all();
    String whole = new ReplayFilter().filter(all);
    assertEquals(List.of(), Hostile.acts(whole));
    assertTrue(whole.startsWith("begin "), whole);
    for (int cut = 0; cut <= all.length(); cut++) {
      ReplayFilter filter = new ReplayFilter();
      assertEquals(whole, filter.filter(all.substring(0, cut)) + filter.filter(all.substring(cut)));
    }
    ReplayFilter filter = new ReplayFilter();
    StringBuilder single = new StringBuilder();
    all.chars().forEach(c -> single.append(filter.filter(Character.toString((char) c))));
    assertEquals(whole, single.toString());
  }

  @Test
  void eachHasANameOfItsOwnAndIsThereOnce() {
    Map<String, String> texts = Hostile.texts();
    assertEquals(texts.size(), Set.copyOf(texts.values()).size());
  }

  private static Stream<DynamicTest> each(Check check) {
    return Hostile.texts().entrySet().stream()
        .map(text -> dynamicTest(text.getKey(), () -> check.of(text.getValue())));
  }

  /** What is asserted of a text. */
  @FunctionalInterface
  private interface Check {
    void of(String text);
  }
}
