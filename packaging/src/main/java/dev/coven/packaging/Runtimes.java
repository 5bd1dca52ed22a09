package dev.coven.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The Java runtime in the image, cut by jlink from the JDK that runs this. */
final class Runtimes {
  /**
   * Each is there for the reason beside it. What third-party code names and never loads on our ways
   * through it is left out: RMI, JNDI, Kerberos, desktop integration.
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          // FreeMarker reads the properties of beans.
          "java.desktop",
          // jboss-logging, sqlite-jdbc and jna look for it.
          "java.logging",
          // xnio registers MBeans; health reads the JVM's own.
          "java.management",
          // Updates come by HTTPS. The algorithms that needed jdk.crypto.ec are in java.base by
          // now.
          "java.net.http",
          // XNIO's message bundle names its exceptions, and loads them all with the first message.
          "java.security.sasl",
          // The ledger's JDBC.
          "java.sql",
          // Who is at the other end of a unix socket.
          "jdk.net",
          // Unsafe, for jboss-threads, wildfly-common and undertow.
          "jdk.unsupported");

  private static final Pattern MODULE_NEEDED = Pattern.compile(".* -> ((?:java|jdk)\\.[a-z.]+)");

  private static final List<String> OPTIONS =
      List.of(
          "--strip-debug",
          "--no-header-files",
          "--no-man-pages",
          // Fonts, images, sound and windows: 6 MB of native code around the beans we want.
          "--exclude-files=/java.desktop/lib/**",
          // Most classes come from the AOT caches, so that this does not slow the start.
          "--compress=zip-6");

  private Runtimes() {}

  /** The file in which the JDK names itself, with its exact build. */
  static Path jdkRelease() {
    return Path.of(System.getProperty("java.home"), "release");
  }

  /**
   * Links a runtime into a directory that does not exist yet. The last one is kept in the build
   * directory and copied while JDK, modules and options stay as they are.
   */
  static void link(Path target, Path runtime) {
    try {
      var kept = target.resolve("runtime");
      var stamp = target.resolve("runtime.stamp");
      var made = Files.readString(jdkRelease()) + MODULES + OPTIONS;
      if (!Files.exists(stamp) || !Files.readString(stamp).equals(made)) {
        Files.deleteIfExists(stamp);
        Trees.delete(kept);
        jlink(kept);
        Files.writeString(stamp, made);
      }
      Trees.copy(kept, runtime);
    } catch (IOException e) {
      throw new UncheckedIOException("the runtime could not be linked", e);
    }
  }

  /**
   * Makes sure that the runtime holds what our own code needs.
   *
   * @param jars the runtime class path
   * @throws BuildException naming what is missing, as jar and module
   */
  static void check(List<Path> jars) {
    var own = jars.stream().filter(jar -> jar.getFileName().toString().startsWith("coven-"));
    var arguments =
        new ArrayList<>(List.of("-s", "-q", "--ignore-missing-deps", "--multi-release", "base"));
    arguments.add("--class-path");
    arguments.add(jars.stream().map(Path::toString).collect(Collectors.joining(":")));
    own.map(Path::toString).forEach(arguments::add);
    var linked =
        Configuration.empty()
            .resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), MODULES)
            .modules()
            .stream()
            .map(ResolvedModule::name)
            .collect(Collectors.toSet());
    var missing =
        JdkTool.run("jdeps", arguments)
            .lines()
            .map(MODULE_NEEDED::matcher)
            .filter(Matcher::matches)
            .filter(needed -> !linked.contains(needed.group(1)))
            .map(Matcher::group)
            .toList();
    if (!missing.isEmpty()) {
      throw new BuildException("The image's runtime lacks modules (see Runtimes): " + missing);
    }
  }

  private static void jlink(Path output) {
    var arguments = new ArrayList<>(OPTIONS);
    arguments.addAll(
        List.of("--add-modules", String.join(",", MODULES), "--output", output.toString()));
    JdkTool.run("jlink", arguments);
  }
}
