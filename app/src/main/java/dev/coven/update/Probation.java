package dev.coven.update;

import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What an installation's launcher is told while a version is on trial, so that it can go back
 * without anyone's help: lines in files of one directory, because a shell reads them. It writes
 * there how often it started the version, and why it gave it up.
 */
final class Probation {
  private final Installation installation;

  Probation(Installation installation) {
    this.installation = installation;
  }

  /** Begins; the directory appears as a whole. */
  void begin(Version version, Version previous) throws IOException {
    end();
    Path draft = installation.data().resolve("probation.new");
    DirectoryTrees.delete(draft);
    Files.createDirectory(draft);
    Files.writeString(draft.resolve("version"), version + "\n");
    Files.writeString(draft.resolve("previous"), previous + "\n");
    Files.move(draft, directory(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Why the launcher has gone back; empty when it has not.
   *
   * @return words to follow the version's number, safe to print
   */
  Optional<String> failure() throws IOException {
    Path file = directory().resolve("failed");
    return Files.exists(file)
        ? Optional.of(Printable.line(Files.readString(file, StandardCharsets.UTF_8).strip()))
        : Optional.empty();
  }

  /** Ends. A launcher at work sees the directory as a whole, or none. */
  void end() throws IOException {
    if (Files.exists(directory())) {
      Path over = installation.data().resolve("probation.over");
      DirectoryTrees.delete(over);
      Files.move(directory(), over, StandardCopyOption.ATOMIC_MOVE);
      DirectoryTrees.delete(over);
    }
  }

  private Path directory() {
    return installation.data().resolve("probation");
  }
}
