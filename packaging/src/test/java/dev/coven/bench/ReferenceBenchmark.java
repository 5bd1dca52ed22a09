package dev.coven.bench;

import dev.coven.kit.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The same work, done by this daemon and by another one that speaks the same contract: {@code
 * reference --with PROGRAM}. They take turns, each round in a home of its own; told is each one's
 * median. A cost is the daemon's processor time for a megabyte that it kept, which a busy machine
 * changes less than the time on the clock.
 */
final class ReferenceBenchmark implements Benchmark {
  private static final int ROUNDS = 3;

  private final Options options;

  ReferenceBenchmark(Options options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws Exception {
    String program = options.get("with", "");
    if (program.isEmpty()) {
      throw new IllegalArgumentException("name the other program: reference --with PROGRAM");
    }
    Path scratch = Files.createTempDirectory("coven-reference");
    Path link = Files.createDirectory(scratch.resolve("bin")).resolve("coven");
    try {
      Files.createSymbolicLink(link, Path.of(program).toRealPath());
      Contender ours = new Contender("coven", Image.underTest());
      Contender theirs = new Contender("reference", new Image(scratch));
      for (Work work : Work.values()) {
        compare(report, work, ours, theirs);
      }
    } finally {
      Files.delete(link);
      Files.delete(link.getParent());
      Files.delete(scratch);
    }
  }

  private static void compare(Report report, Work work, Contender ours, Contender theirs)
      throws Exception {
    List<Contender.Result> our = new ArrayList<>();
    List<Contender.Result> their = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      System.err.printf("%s, round %d of %d%n", work.text(), i + 1, ROUNDS);
      our.add(ours.run(work));
      their.add(theirs.run(work));
    }
    row(report, work, "output stored", "%", our, their, Contender.Result::percentStored);
    if (work.oneByOne()) {
      row(report, work, "sessions", "1/s", our, their, Contender.Result::sessionsPerSecond);
    } else {
      row(report, work, "stored", "MB/s", our, their, Contender.Result::megabytesPerSecond);
      row(report, work, "  its cost", "ms/MB", our, their, Contender.Result::storeCost);
      row(report, work, "replay", "MB/s", our, their, Contender.Result::replayRate);
      row(report, work, "  its cost", "ms/MB", our, their, Contender.Result::replayCost);
    }
    row(report, work, "memory at most", "MB", our, their, Contender.Result::megabytes);
  }

  private static void row(
      Report report,
      Work work,
      String what,
      String unit,
      List<Contender.Result> our,
      List<Contender.Result> their,
      ToDoubleFunction<Contender.Result> value) {
    double mine = median(our, value);
    double other = median(their, value);
    report.add(
        Figure.plain(
            work.text() + ": " + what,
            mine,
            unit,
            String.format(
                Locale.ROOT,
                "reference %,.2f; ratio %.2f; rounds%s against%s",
                other,
                mine / other,
                rounds(our, value),
                rounds(their, value))));
  }

  private static double median(
      List<Contender.Result> results, ToDoubleFunction<Contender.Result> value) {
    return results.stream().mapToDouble(value).sorted().toArray()[results.size() / 2];
  }

  private static String rounds(
      List<Contender.Result> results, ToDoubleFunction<Contender.Result> value) {
    StringBuilder text = new StringBuilder();
    for (Contender.Result result : results) {
      text.append(String.format(Locale.ROOT, " %.1f", value.applyAsDouble(result)));
    }
    return text.toString();
  }
}
