package dev.coven.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed that {@code packaging/release} made of an image.
 *
 * @param directory where it is
 * @param version what it announces
 */
public record Feed(Path directory, String version) {
  /** The module's own directory: failsafe runs there, the benchmarks anywhere. */
  private static final Path MODULE = Machines.classes().resolve("../..").normalize();

  /**
   * Makes a pair of keys.
   *
   * @param file of the private key, which must not exist
   * @return the file of the public one
   */
  public static Path newKey(Path file) throws IOException, InterruptedException {
    release(Image.underTest(), List.of("--new-key", file.toString())).expect(0);
    return Path.of(file + ".pub");
  }

  /**
   * Releases an image.
   *
   * @param image what to release
   * @param version what it must be
   * @param directory where the feed goes
   * @param options more for {@code packaging/release}, such as {@code --key FILE}
   */
  public static Feed of(Image image, String version, Path directory, String... options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(version, directory.toString()));
    words.addAll(List.of(options));
    release(image, words).expect(0);
    return new Feed(directory, version);
  }

  /** Runs {@code packaging/release}. */
  public static CommandResult release(Image image, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(MODULE.resolve("release").toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("COVEN_IMAGE", image.directory().toString());
    long begin = System.nanoTime();
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandResult(process.waitFor(), said, said, System.nanoTime() - begin);
  }

  /** The tarball for this machine. */
  public Path tarball() throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
  }

  /** The script that installs it. */
  public Path installer() {
    return directory.resolve("install.sh");
  }

  /** What it announces. */
  public Path announcement() {
    return directory.resolve("release.json");
  }
}
