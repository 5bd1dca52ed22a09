package dev.coven.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Puts the image together beside the old one and swaps them at the end. Jars and AOT caches must
 * change as one: the JVM does not notice a jar that is newer than its cache, and runs the old code.
 */
final class ImageBuilder {
  private static final Platform PLATFORM = Platform.current();

  private final Path sources;
  private final Path target;
  private final Path license;
  private final Path picocliSources;
  private final List<Path> jars;

  /**
   * Takes five arguments.
   *
   * @param args the module's directory, the repository's directory, the build directory, picocli's
   *     sources jar, and the program's runtime class path; its first entry is the program
   */
  static void main(String... args) throws Exception {
    try {
      new ImageBuilder(args).build();
    } catch (BuildException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private ImageBuilder(String... args) {
    sources = Path.of(args[0], "src", "main");
    license = Path.of(args[1], "LICENSE");
    target = Path.of(args[2]);
    picocliSources = Path.of(args[3]);
    jars = classPath(args[4]);
  }

  /** The jars of a class path; this module's own classes, which Maven puts on it, are left out. */
  private static List<Path> classPath(String path) {
    return List.of(path.split(File.pathSeparator)).stream()
        .map(Path::of)
        .filter(Files::isRegularFile)
        .toList();
  }

  private void build() throws IOException, InterruptedException {
    var image = target.resolve("coven");
    var stamp = target.resolve("coven.stamp");
    var fingerprint = fingerprint();
    if (Files.isDirectory(image)
        && Files.exists(stamp)
        && Files.readString(stamp).equals(fingerprint)) {
      return;
    }
    Files.deleteIfExists(stamp);
    var fresh = Trees.empty(target.resolve("coven.new"));
    assemble(fresh);
    Trees.setTimes(fresh);
    new Training(fresh, target.resolve("training")).run();
    Trees.normalizeModes(fresh);

    var old = target.resolve("coven.old");
    Trees.delete(old);
    if (Files.exists(image)) {
      Files.move(image, old);
    }
    Files.move(fresh, image);
    Trees.delete(old);
    Files.writeString(stamp, fingerprint);
  }

  private String fingerprint() throws IOException {
    var inputs = new ArrayList<>(jars);
    inputs.add(sources);
    inputs.add(license);
    inputs.add(picocliSources);
    inputs.add(Runtimes.jdkRelease());
    return Trees.digest(inputs);
  }

  private void assemble(Path image) throws IOException {
    var runtime = CompletableFuture.runAsync(() -> Runtimes.link(target, image.resolve("runtime")));
    var picocli = CompletableFuture.supplyAsync(() -> Picocli.recompile(picocliSources, target));

    Runtimes.check(jars);
    if (Files.isDirectory(sources.resolve("dist"))) {
      Trees.copy(sources.resolve("dist"), image);
    }
    Files.copy(license, image.resolve("LICENSE"));
    var lib = Files.createDirectories(image.resolve("lib"));
    var natives = lib.resolve("native");
    for (var jar : jars) {
      NativeLibraries.of(jar, PLATFORM).unpack(natives);
    }
    Notices.load(sources.resolve("licenses/third-party.properties")).write(jars, image);
    var picocliJar = await(picocli);
    for (var jar : jars) {
      var copied = lib.resolve(jar.getFileName());
      if (Picocli.isPicocli(jar)) {
        Files.copy(picocliJar, copied);
      } else {
        NativeLibraries.of(jar, PLATFORM).copyWithout(copied);
      }
    }
    Launcher.install(sources.resolve("launcher/coven"), image, jars, PLATFORM);
    await(runtime);
  }

  private static <T> T await(CompletableFuture<T> part) {
    try {
      return part.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof BuildException known ? known : e;
    }
  }
}
