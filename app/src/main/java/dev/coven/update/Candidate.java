package dev.coven.update;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import dev.coven.supervise.CommandException;
import dev.coven.supervise.CommandResult;
import dev.coven.supervise.ProcessCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Brings a version into an installation, beside the one that runs, and tries it first. */
final class Candidate {
  /** A start of the program, a ledger, a terminal: half a second, on a machine that is not busy. */
  private static final Duration CHECK = Duration.ofSeconds(60);

  private final Installation installation;
  private final Map<String, String> environment;
  private final Consumer<String> say;

  Candidate(Installation installation, Map<String, String> environment, Consumer<String> say) {
    this.installation = installation;
    this.environment = environment;
    this.say = say;
  }

  /**
   * Downloads, unpacks, tries and installs.
   *
   * @param feed where it is
   * @param release what was announced, and may be installed
   * @param platform that of this machine
   * @param current what runs
   * @throws UpdateRefusedException when it is not what was announced, or does not work here
   */
  void install(Download feed, Release release, String platform, Version current)
      throws IOException, InterruptedException, UpdateRefusedException {
    Version version = release.version();
    Release.Artifact artifact = release.platforms().get(platform);
    Path staging = installation.staging();
    Files.createDirectory(staging);
    try {
      say.accept("Downloading %s (%d MB)…".formatted(version, artifact.bytes() >> 20));
      Path tarball = staging.resolve("coven.tar.gz");
      feed.tarball(artifact, tarball);
      say.accept("Its signature, size and sum are right. Unpacking…");
      Path unpacked =
          new Tarball(staging, "coven-" + version, artifact.unpackedBytes()).unpack(tarball);
      say.accept("Trying it…");
      check(unpacked, release, current);
      Path image = installation.image(version);
      DirectoryTrees.delete(image);
      Files.move(unpacked, image);
    } finally {
      DirectoryTrees.delete(staging);
    }
  }

  /** Both versions in turn: the new one must be able to open what the old one made. */
  private void check(Path image, Release release, Version current)
      throws InterruptedException, UpdateRefusedException {
    Path ledger = installation.staging().resolve("ledger.sqlite3");
    JsonObject old = ask(installation.image(current), ledger, current);
    JsonObject fresh = ask(image, ledger, release.version());
    Release.LedgerNumbers writes = numbers(fresh);
    if (!writes.equals(release.ledger())) {
      throw new UpdateRefusedException(
          "The tarball writes other ledgers than the release says. Nothing of it was used.");
    }
    if (writes.compatibleFrom() > numbers(old).schema()) {
      throw new UpdateRefusedException(
          release.version()
              + " would write a ledger that "
              + current
              + " could not read any more: upgrade to a version between them first.");
    }
  }

  private JsonObject ask(Path image, Path ledger, Version expected)
      throws InterruptedException, UpdateRefusedException {
    List<String> command =
        List.of(image.resolve("bin/coven").toString(), "self-check", "--ledger", ledger.toString());
    try {
      CommandResult result = new ProcessCommandRunner(environment).run(command, CHECK);
      if (result.exitCode() != 0) {
        throw broken(expected, result.err());
      }
      JsonObject said = Json.parseObject(result.out());
      String version = Json.text(said, "version").orElse("");
      if (!version.equals(expected.text())) {
        throw new UpdateRefusedException(
            "The tarball holds "
                + Printable.line(version)
                + ", and the release says "
                + expected
                + ". Nothing of it was used.");
      }
      return said;
    } catch (CommandException e) {
      throw broken(expected, e.getMessage());
    } catch (JsonParseException e) {
      throw broken(expected, "its answer is none");
    }
  }

  private static Release.LedgerNumbers numbers(JsonObject said) {
    JsonObject ledger = said.get("ledger") instanceof JsonObject object ? object : new JsonObject();
    return new Release.LedgerNumbers(
        (int) Json.number(ledger, "schema").orElse(0),
        (int) Json.number(ledger, "compatibleFrom").orElse(0));
  }

  private static UpdateRefusedException broken(Version version, String said) {
    return new UpdateRefusedException(
        version + " does not work on this machine: " + Printable.line(said.strip()));
  }
}
