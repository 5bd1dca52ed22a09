package dev.coven.packaging;

import dev.coven.contract.Json;
import dev.coven.update.HostPlatform;
import dev.coven.update.Release;
import dev.coven.update.Version;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a feed from an image: the tarball, {@code release.json}, and its signature. What it says of
 * the image, the image itself was asked; {@code packaging/release} calls it.
 */
final class ReleaseBuilder {
  private static final String USAGE =
      """
      usage: packaging/release VERSION OUTDIR [--key FILE] [--channel NAME] [--days N]
                               [--minimum VERSION]
             packaging/release --new-key FILE
      """;

  /** The first version that can replace itself. */
  private static final String FIRST = "0.1.0";

  /** How long a release may be believed: whoever holds a feed back is noticed after that. */
  private static final int DAYS = 90;

  private final Path image;
  private final Path installer;
  private final ReleaseOptions options;

  private ReleaseBuilder(Path image, Path installer, ReleaseOptions options) {
    this.image = image;
    this.installer = installer;
    this.options = options;
  }

  /**
   * Takes the image, the script that installs one, and the words of the command line.
   *
   * @param args those
   */
  static void main(String... args) throws Exception {
    try {
      if (args.length == 4 && args[2].equals("--new-key")) {
        SigningKey.generate(Path.of(args[3]));
        System.out.println("The private key: " + args[3] + "; the public one: " + args[3] + ".pub");
        return;
      }
      var options = ReleaseOptions.parse(args, 2, new ReleaseOptions.Defaults(FIRST, DAYS), USAGE);
      new ReleaseBuilder(Path.of(args[0]), Path.of(args[1]), options).build();
    } catch (BuildException e) {
      System.err.println(e.getMessage().strip());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("packaging/release: " + e);
      System.exit(1);
    }
  }

  private void build() throws IOException, InterruptedException, GeneralSecurityException {
    var key = options.key().isPresent() ? SigningKey.read(options.key().get()) : null;
    var ledger = ask();
    var directory = Files.createDirectories(options.directory());
    var platform = HostPlatform.name();
    var name = "coven-%s-%s.tar.gz".formatted(options.version(), platform);
    var artifact = pack(directory.resolve(name), name);
    var issued = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var release =
        new Release(
            options.version(),
            options.channel(),
            issued,
            issued.plus(Duration.ofDays(options.days())),
            options.minimum(),
            ledger,
            Map.of(platform, artifact));
    var document = release.toJson().getBytes(StandardCharsets.UTF_8);
    Files.write(directory.resolve("release.json"), document);
    var signature = directory.resolve("release.json.sig");
    if (key == null) {
      Files.deleteIfExists(signature);
      System.err.println("Not signed: without release.json.sig nobody can upgrade from it.");
    } else {
      Files.write(signature, key.sign(document));
    }
    Files.copy(installer, directory.resolve("install.sh"), StandardCopyOption.REPLACE_EXISTING);
    System.out.println(directory.resolve("release.json"));
  }

  /** What the image says of itself, which is also the proof that it works. */
  private Release.LedgerNumbers ask() throws IOException, InterruptedException {
    var scratch = Files.createTempDirectory("coven-release");
    try {
      var process =
          new ProcessBuilder(
                  image.resolve("bin/coven").toString(),
                  "self-check",
                  "--ledger",
                  scratch.resolve("ledger.sqlite3").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BuildException("the image does not pass its own check");
      }
      var json = Json.parseObject(said);
      var version = new Version(Json.text(json, "version").orElseThrow());
      if (!version.equals(options.version())) {
        throw new BuildException(
            "The image is %s, not %s: set the version in the poms and build it."
                .formatted(version, options.version()));
      }
      var ledger = json.getAsJsonObject("ledger");
      return new Release.LedgerNumbers(
          ledger.get("schema").getAsInt(), ledger.get("compatibleFrom").getAsInt());
    } finally {
      Trees.delete(scratch);
    }
  }

  private Release.Artifact pack(Path tarball, String url)
      throws IOException, GeneralSecurityException {
    var sum = MessageDigest.getInstance("SHA-256");
    long unpacked;
    try (OutputStream file = Files.newOutputStream(tarball);
        var zip = new GZIPOutputStream(new DigestOutputStream(file, sum), 1 << 16)) {
      unpacked = new TarWriter(zip, Trees.TIME).write(image, "coven-" + options.version());
    }
    var sha256 = HexFormat.of().formatHex(sum.digest());
    return new Release.Artifact(url, Files.size(tarball), unpacked, sha256);
  }
}
