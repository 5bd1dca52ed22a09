package dev.coven.diagnose;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes checks, all at the same time, and waits no longer than it was given: a daemon that stands
 * still, a ledger that is locked and a service manager that does not answer are what it is called
 * for.
 */
public final class Doctor {
  /** With what a command takes to start, everything is said within ten seconds. */
  public static final Duration LIMIT = Duration.ofSeconds(8);

  private static final Duration NOTICE = Duration.ofSeconds(1);

  private final Duration limit;
  private final Consumer<String> progress;

  /**
   * A doctor.
   *
   * @param limit how long all checks may take together
   * @param progress told in a sentence what is still waited for, once, after a second
   */
  public Doctor(Duration limit, Consumer<String> progress) {
    this.limit = limit;
    this.progress = progress;
  }

  /** A check that is being made. */
  private record Visit(Check check, Thread thread, CompletableFuture<List<CheckResult>> results) {}

  /**
   * Makes checks.
   *
   * @param checks which
   * @return what each found, in their order
   * @throws InterruptedException when interrupted while waiting
   */
  public DoctorReport examine(List<Check> checks) throws InterruptedException {
    List<Visit> visits = checks.stream().map(Doctor::begin).toList();
    long begun = System.nanoTime();
    if (!await(visits, begun + NOTICE.toNanos())) {
      progress.accept("Still looking at " + unfinished(visits) + "…");
      await(visits, begun + limit.toNanos());
    }
    List<CheckResult> results = new ArrayList<>();
    for (Visit visit : visits) {
      if (visit.results.isDone()) {
        results.addAll(visit.results.join());
      } else {
        visit.thread.interrupt();
        results.add(
            CheckResult.warn(
                visit.check.subject(),
                "This could not be looked at within " + limit.toSeconds() + " seconds.",
                "coven doctor"));
      }
    }
    return new DoctorReport(results);
  }

  private static Visit begin(Check check) {
    CompletableFuture<List<CheckResult>> results = new CompletableFuture<>();
    // A platform thread, because some checks wait inside the kernel; a daemon, because one that
    // does not come back must not keep the process.
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("check " + check.subject())
            .start(() -> results.complete(results(check)));
    return new Visit(check, thread, results);
  }

  private static List<CheckResult> results(Check check) {
    try {
      return check.look();
    } catch (Exception e) {
      // What keeps one check from being made may be what is wrong; the others go on.
      return List.of(
          CheckResult.fail(
              check.subject(), "This could not be looked at: " + reason(e), "coven daemon status"));
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static boolean await(List<Visit> visits, long deadline) throws InterruptedException {
    CompletableFuture<?> all =
        CompletableFuture.allOf(
            visits.stream().map(Visit::results).toArray(CompletableFuture[]::new));
    try {
      all.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check's failure is a result", e);
    }
  }

  private static String unfinished(List<Visit> visits) {
    return visits.stream()
        .filter(visit -> !visit.results.isDone())
        .map(visit -> visit.check.subject())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
