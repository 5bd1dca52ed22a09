package dev.coven.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private final List<String> said = new ArrayList<>();

  private static Check check(String subject, Callable<List<CheckResult>> look) {
    return new Check() {
      @Override
      public String subject() {
        return subject;
      }

      @Override
      public List<CheckResult> look() throws Exception {
        return look.call();
      }
    };
  }

  private DoctorReport examine(Duration limit, Check... checks) throws InterruptedException {
    return new Doctor(limit, said::add).examine(List.of(checks));
  }

  @Test
  void resultsComeInTheOrderOfTheChecks() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    DoctorReport report =
        examine(
            Duration.ofSeconds(30),
            check(
                "a",
                () -> {
                  second.await();
                  return List.of(CheckResult.pass("a.one", ""), CheckResult.pass("a.two", ""));
                }),
            check(
                "b",
                () -> {
                  second.countDown();
                  return List.of(CheckResult.warn("b", "", "mend"));
                }));
    assertEquals(
        List.of("a.one", "a.two", "b"), report.results().stream().map(CheckResult::id).toList());
    assertTrue(report.isOk(), "a warning is no failure");
    assertEquals(List.of(), said);
  }

  @Test
  void aCheckThatDoesNotEndIsLeftAndNamed() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    DoctorReport report =
        examine(
            Duration.ofSeconds(2),
            check("quick", () -> List.of(CheckResult.pass("quick", ""))),
            check(
                "wedged",
                () -> {
                  try {
                    new CountDownLatch(1).await();
                    return List.of();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                }));
    CheckResult wedged = report.results().get(1);
    assertEquals(CheckStatus.WARN, wedged.status());
    assertEquals("wedged", wedged.id());
    assertEquals(List.of("Still looking at wedged…"), said);
    interrupted.await();
  }

  @Test
  void aCheckThatCannotBeMadeIsAFailureAndStopsNoOther() throws Exception {
    DoctorReport report =
        examine(
            Duration.ofSeconds(30),
            check(
                "broken",
                () -> {
                  throw new IOException("no such\u001b[31m thing");
                }),
            check("well", () -> List.of(CheckResult.pass("well", ""))));
    assertFalse(report.isOk());
    assertEquals(
        "This could not be looked at: no such\\e[31m thing", report.results().getFirst().message());
    assertEquals(CheckStatus.PASS, report.results().get(1).status());
  }

  @Test
  void repairsAreMadeForWhatHasOneAndWhatFailsIsSaid() {
    CheckResult mended = CheckResult.fail("a", "", "x").with(() -> "Mended a.");
    CheckResult refused =
        CheckResult.fail("b", "", "y")
            .with(
                () -> {
                  throw new IOException("read-only");
                });
    DoctorReport report =
        new DoctorReport(List.of(mended, refused, CheckResult.fail("c", "", "z")));
    assertEquals(
        List.of("Mended a.", "This could not be mended (b): read-only"), Repairs.apply(report));
  }
}
