package dev.coven.bench;

import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import dev.coven.privacy.StreamRedactor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The work of {@link RedactionBenchmark}, in a JVM with the daemon's options. Prints a line for
 * each text: its name, MB/s of a plain scan, MB/s of the redactor. Time is that of the processor,
 * so that a busy machine changes little.
 */
final class RedactionLoop {
  private static final int BYTES = 1 << 20;
  private static final int CHUNK = 64 * 1024;
  private static final int ROUNDS = 5;
  private static final int REPEATS = 60;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String[] LOG = {
    "[INFO] Compiling 214 source files with javac [debug release 25] to target/classes\r\n",
    "2026-01-02T10:11:12.345Z INFO  http    answered method=GET path=/api/v1/health took=1.2"
        + " ms\r\n",
    "gcc -DHAVE_CONFIG_H -I. -I../include -O2 -g -Wall -c -o src/main.o src/main.c\r\n",
    "src/main.c:42:17: warning: unused variable 'count' [-Wunused-variable]\r\n",
    "  42 |   int count = table->length;\r\n",
    "Tests run: 12, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.431 s - in AppTest\r\n",
    "The quick brown fox jumps over the lazy dog, and the dog does not mind it at all.\r\n",
    "-rw-r--r-- 1 user user   4096 Jan  2 10:11 a-file-with-a-name.txt\r\n",
    "    return new Session(id, root, harness, title, status, labels);\r\n",
    "npm http fetch GET 200 https://registry.example.org/a-package 31ms (cache hit)\r\n",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b\r\n",
  };

  private static long sum;

  private RedactionLoop() {}

  static void main() throws InterruptedException {
    byte[] log = log();
    byte[] screen = screen();
    for (int i = 0; i < ROUNDS; i++) {
      print("log", log);
      print("screen", screen);
    }
    if (sum == 0) {
      throw new AssertionError("nothing was read");
    }
  }

  private static void print(String name, byte[] text) throws InterruptedException {
    System.out.printf("%s %.1f %.1f%n", name, scan(text), redact(text));
  }

  private static byte[] log() {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder(BYTES + 200);
    while (text.length() < BYTES) {
      text.append(LOG[random.nextInt(LOG.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What a full-screen program prints: more escape sequences than text. */
  private static byte[] screen() {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder(BYTES + 200);
    while (text.length() < BYTES) {
      text.append("\u001b[%d;%dH".formatted(1 + random.nextInt(40), 1 + random.nextInt(120)));
      text.append("\u001b[38;5;%dm".formatted(random.nextInt(256)));
      text.append("word ".repeat(1 + random.nextInt(3))).append("\u2502\u001b[0m\u001b[K");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static double scan(byte[] text) {
    byte[] copy = new byte[CHUNK];
    long begin = THREADS.getCurrentThreadCpuTime();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (int from = 0; from < text.length; from += CHUNK) {
        int count = Math.min(CHUNK, text.length - from);
        System.arraycopy(text, from, copy, 0, count);
        int ones = 0;
        for (int i = 0; i < count; i++) {
          ones += copy[i];
        }
        sum += ones;
      }
    }
    return rate(text, begin);
  }

  private static double redact(byte[] text) throws InterruptedException {
    StreamRedactor stream = new Redactor(SecretRules.builtIn()).stream();
    StreamRedactor.Output out = (bytes, offset, length) -> sum += length;
    long begin = THREADS.getCurrentThreadCpuTime();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (int from = 0; from < text.length; from += CHUNK) {
        stream.accept(text, from, Math.min(CHUNK, text.length - from), out);
      }
    }
    return rate(text, begin);
  }

  private static double rate(byte[] text, long begin) {
    return text.length * (double) REPEATS * 1e3 / (THREADS.getCurrentThreadCpuTime() - begin);
  }
}
