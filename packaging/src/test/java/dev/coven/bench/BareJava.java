package dev.coven.bench;

import dev.coven.kit.Image;
import dev.coven.kit.Samples;
import java.io.IOException;

/** The yardstick of everything that starts: the image's Java that does nothing. */
final class BareJava {
  private BareJava() {}

  static void report(Report report, int rounds) throws IOException, InterruptedException {
    Samples samples = new Samples();
    for (int i = 0; i < rounds; i++) {
      long begin = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  Image.underTest().java().toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new AssertionError("java -version ended with " + process.exitValue());
      }
      samples.add(System.nanoTime() - begin);
    }
    report.add(
        Figure.plain(
            "yardstick: java -version",
            samples.medianMillis(),
            "ms",
            "median; " + samples.range()));
  }
}
