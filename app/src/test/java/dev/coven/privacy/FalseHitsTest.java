package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How much of what is no secret is masked: fewer than one place in a megabyte. */
class FalseHitsTest {
  private static final double MEGABYTE = 1e6;
  private static final int CONTEXT = 40;

  private final Redactor redactor = new Redactor(SecretRules.builtIn());
  private final List<String> hits = new ArrayList<>();
  private long bytes;

  /**
   * What Maven, npm, CMake, make, gcc, git, dpkg and ls printed, and a package-lock.json full of
   * hashes; the paths and hosts in it were changed.
   */
  @Test
  void inBuildLogs() throws Exception {
    try (InputStream logs = new GZIPInputStream(resource("build-logs.txt.gz"))) {
      read("build-logs.txt", logs.readAllBytes());
    }
    report(0.5);
  }

  @Test
  void inOurOwnSourcesAndDocuments() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent();
    for (String part :
        List.of("app/src/main", "service-templates/src", "packaging/src/main", "docs")) {
      try (Stream<Path> files = Files.walk(root.resolve(part))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          read(file.toString(), Files.readAllBytes(file));
        }
      }
    }
    report(0.5);
  }

  @Test
  void inTheSourcesOfTheJdk() throws Exception {
    Path sources = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    Assumptions.assumeTrue(Files.exists(sources), "this JDK came without its sources");
    try (ZipFile zip = new ZipFile(sources.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().startsWith("java.base/") && !entry.isDirectory()) {
          read(entry.getName(), zip.getInputStream(entry).readAllBytes());
        }
      }
    }
    report(20);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream found = FalseHitsTest.class.getResourceAsStream(name);
    if (found == null) {
      throw new IOException(name + " is missing");
    }
    return found;
  }

  private void read(String name, byte[] text) throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
    StreamRedactor stream = redactor.stream();
    stream.accept(text, 0, text.length, out::write);
    stream.flush(out::write);
    byte[] shown = out.toByteArray();
    bytes += text.length;
    int last = -CONTEXT;
    for (int i = 0; i < text.length; i++) {
      if (text[i] != shown[i]) {
        if (i - last > 1) {
          int from = Math.max(0, i - CONTEXT);
          int to = Math.min(text.length, i + CONTEXT);
          hits.add(name + ": " + new String(text, from, to - from, StandardCharsets.UTF_8));
        }
        last = i;
      }
    }
  }

  private void report(double leastMegabytes) {
    double megabytes = bytes / MEGABYTE;
    System.out.printf("%d false hits in %.1f MB%n", hits.size(), megabytes);
    assertTrue(megabytes >= leastMegabytes, () -> megabytes + " MB are too few to tell");
    assertTrue(hits.size() < megabytes, () -> String.join("\n", hits));
  }
}
