package dev.coven.daemon;

import dev.coven.home.FreeSpace;
import dev.coven.home.HomePurge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The room that a start needs on the file system of its home. Where there is none the start waits
 * for it: a daemon that ended instead would be started again at once, until its supervisor gives it
 * up, and then nothing would bring it back when there is room.
 */
final class StartRoom {
  /**
   * What a start writes until it serves, with room to spare, in bytes: the lock, the log, {@code
   * daemon.json}, the ledger's tables or the index of its log, and the first transactions.
   */
  static final int BYTES = 512 * 1024;

  /** How often to look whether there is room by now. */
  static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private static final int BLOCK_BYTES = 64 * 1024;

  private final Pause pause;
  private final Consumer<String> once;
  private final Consumer<String> progress;

  /**
   * The room of one process's starts.
   *
   * @param pause waits between two looks
   * @param once told when a wait begins, in a line for people
   * @param progress told at each look of a wait
   */
  StartRoom(Pause pause, Consumer<String> once, Consumer<String> progress) {
    this.pause = pause;
    this.once = once;
    this.progress = progress;
  }

  /**
   * Waits until there is room.
   *
   * @param home the home; it may not exist yet
   * @return false when the pause said to give up
   * @throws IOException when the home takes nothing for another reason
   * @throws InterruptedException when interrupted while waiting
   */
  boolean await(Path home) throws IOException, InterruptedException {
    Optional<String> lack = lack(home);
    if (lack.isPresent()) {
      once.accept(lack.get() + "; the start goes on by itself when there is room");
    }
    while (lack.isPresent()) {
      progress.accept(lack.get());
      if (pause.pause(LOOK_EVERY)) {
        return false;
      }
      lack = lack(home);
    }
    return true;
  }

  /**
   * Looks once. It is tried and not computed: quotas and a lack of inodes show in no figure.
   *
   * @param home the home; it may not exist yet
   * @return what is lacking, as the beginning of a sentence; empty when there is room
   * @throws IOException when the home takes nothing for another reason
   */
  Optional<String> lack(Path home) throws IOException {
    if (!Files.isDirectory(home)) {
      // Nothing is tried in directories that are not ours.
      Path parent = existing(home);
      return FreeSpace.at(parent)
          .filter(space -> space.bytes() < BYTES)
          .map(_ -> describe(parent, ""));
    }
    Path file = home.resolve(HomePurge.START_ROOM);
    try {
      fill(file);
      return Optional.empty();
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file)) {
        throw e;
      }
      return Optional.of(describe(home, " (" + e.getMessage() + ")"));
    }
  }

  /** Without a name from its beginning on, and gone when it is closed. */
  private static void fill(Path file) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try (FileChannel out =
        FileChannel.open(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      for (int written = 0; written < BYTES; ) {
        block.clear().limit(Math.min(BLOCK_BYTES, BYTES - written));
        written += out.write(block);
      }
    }
  }

  private static Path existing(Path path) {
    Path candidate = path;
    while (!Files.exists(candidate) && candidate.getParent() != null) {
      candidate = candidate.getParent();
    }
    return candidate;
  }

  private static String describe(Path where, String why) {
    return "Waiting for space: "
        + FreeSpace.at(where)
            .map(space -> space.bytes() + " bytes free at " + space.store())
            .orElse("too little free at " + where)
        + ", a start needs "
        + BYTES
        + why;
  }
}
