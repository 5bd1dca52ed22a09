package dev.coven.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The script in the image's {@code bin}, with what only the build knows filled in. */
final class Launcher {
  /** All that a client needs that speaks to a running daemon, and reads the mark of its unit. */
  private static final Pattern CLIENT =
      Pattern.compile("(coven-app|coven-service-templates|picocli|gson)-\\d.*");

  private Launcher() {}

  static void install(Path template, Path image, List<Path> jars, Platform platform)
      throws IOException {
    var client = jars.stream().filter(Launcher::isClients).toList();
    var further = jars.stream().filter(jar -> !client.contains(jar)).toList();
    write(
        image.resolve("bin/coven"),
        Files.readString(template)
            .replace("@client-path@", classPath(client))
            .replace("@further-path@", classPath(further))
            .replace("@libsqlitejdbc@", NativeLibraries.sqlite(platform))
            .replace("@libjunixsocket@", NativeLibraries.junixsocket(platform)));
  }

  private static boolean isClients(Path jar) {
    return CLIENT.matcher(jar.getFileName().toString()).matches();
  }

  /**
   * Names the jars one by one: the order of a wildcard changes from copy to copy, and an AOT cache
   * holds for one order.
   */
  private static String classPath(List<Path> jars) {
    return jars.stream()
        .map(jar -> "$image/lib/" + jar.getFileName())
        .collect(Collectors.joining(":"));
  }

  /**
   * A launcher that runs the same commands with the same options, but writes the AOT cache instead
   * of reading it.
   *
   * @return the script; it finds its image only where it is
   */
  static Path forTraining(Path image) throws IOException {
    var script = Files.readString(image.resolve("bin/coven"));
    var training = script.replace("-XX:AOTCache=", "-XX:AOTCacheOutput=");
    if (training.equals(script)) {
      throw new BuildException("the launcher names no AOT cache");
    }
    return write(image.resolve("bin/training"), training);
  }

  private static Path write(Path script, String text) throws IOException {
    Files.createDirectories(script.getParent());
    Files.writeString(script, text);
    Trees.makeExecutable(script);
    return script;
  }
}
