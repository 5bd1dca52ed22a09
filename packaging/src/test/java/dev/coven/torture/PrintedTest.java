package dev.coven.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.TempHome;
import dev.coven.torture.Printed.Manner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the harnesses print, and whether a difference from it is noticed. */
class PrintedTest {
  private static final long LINES = 20_000;

  @AutoClose private final TempHome home;

  private final Printed printed = new Printed("test1", 12345, LINES, 3, EnumSet.of(Manner.BULK));

  PrintedTest() throws IOException {
    home = TempHome.create();
  }

  @BeforeEach
  void install() throws IOException {
    Printed.install(home);
  }

  @Test
  void theHarnessPrintsWhatTheCheckerExpects() throws Exception {
    byte[] bytes = print();
    assertTrue(contains(bytes, (byte) 0xff), "no byte in it that is no UTF-8");
    PrintedChecker checker = printed.checker();
    for (int from = 0; from < bytes.length; from += 4093) {
      checker.accept(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 4093)));
    }
    checker.requireWhole();
    assertEquals(bytes.length, checker.bytes());
    assertEquals(bytes.length, printed.bytes());
  }

  @Test
  void anyDifferenceIsNoticed() throws Exception {
    byte[] bytes = print();
    byte[] wrong = bytes.clone();
    wrong[bytes.length / 2]++;
    refuses(wrong);
    refuses(Arrays.copyOf(bytes, bytes.length + 1));
    byte[] gap = Arrays.copyOf(bytes, bytes.length - 1);
    System.arraycopy(bytes, 101, gap, 100, gap.length - 100);
    refuses(gap);
    PrintedChecker cut = printed.checker();
    cut.accept(Arrays.copyOf(bytes, bytes.length - 1));
    assertThrows(AssertionError.class, cut::requireWhole);
  }

  @Test
  void linesAreCountedBesideAGap() throws Exception {
    String text = new String(print(), StandardCharsets.UTF_8);
    String[] lines = text.split("(?<=\n)");
    IntactLines whole = new IntactLines(printed);
    whole.accept(text);
    assertEquals(LINES, whole.count());
    assertEquals(printed.bytes(), whole.bytes());

    IntactLines kept = new IntactLines(printed);
    kept.accept(lines[0] + lines[1].substring(0, 4));
    kept.accept(lines[5].substring(3) + lines[9] + lines[9] + lines[10].replace(" ", "  "));
    kept.accept(lines[11]);
    assertEquals(3, kept.count());
  }

  private void refuses(byte[] bytes) {
    assertThrows(AssertionError.class, () -> printed.checker().accept(bytes));
  }

  private static boolean contains(byte[] bytes, byte one) {
    for (byte b : bytes) {
      if (b == one) {
        return true;
      }
    }
    return false;
  }

  private byte[] print() throws IOException, InterruptedException {
    Process harness =
        new ProcessBuilder(home.bin().resolve(printed.harness()).toString(), "exec", "--", "-")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    harness.getOutputStream().write(printed.prompt().getBytes(StandardCharsets.UTF_8));
    harness.getOutputStream().close();
    byte[] bytes = harness.getInputStream().readAllBytes();
    assertEquals(printed.exit(), harness.waitFor());
    return bytes;
  }
}
