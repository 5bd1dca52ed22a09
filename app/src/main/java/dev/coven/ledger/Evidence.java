package dev.coven.ledger;

import dev.coven.home.FreeSpace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is kept of a ledger that was found damaged, before anybody mends it: a note and, where there
 * is room, a copy, in {@code evidence} beside the ledger. Once for each state of the file, by its
 * inode and the time of its last change. All of it is the owner's alone.
 */
public final class Evidence {
  private static final String NOTE = ".txt";
  private static final String SETTLED = ".settled";

  private static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Copied between two calls that tell of progress, in bytes. */
  private static final long STEP_BYTES = 16L * 1024 * 1024;

  private final Path ledger;
  private final Path directory;

  /**
   * Evidence about one ledger.
   *
   * @param ledger the ledger's path
   */
  public Evidence(Path ledger) {
    this.ledger = ledger;
    this.directory = ledger.resolveSibling("evidence");
  }

  /**
   * Keeps a note and a copy. No connection of this process may be open on the ledger: closing the
   * copy's descriptor would end SQLite's locks.
   *
   * @param why what was found
   * @param progress called while the copy gets on
   * @return where the copy is, or why there is none, in words without a stop
   */
  public String keep(String why, Runnable progress) {
    try {
      prepare();
      String name = name();
      Path note = directory.resolve(name + NOTE);
      if (!Files.exists(note)) {
        Files.writeString(createPrivate(note), why + "\n", StandardCharsets.UTF_8);
      }
      Path copy = directory.resolve(name + ".sqlite3");
      if (!Files.exists(copy)) {
        long bytes = Files.size(ledger) + (Files.exists(wal()) ? Files.size(wal()) : 0);
        if (!fits(bytes)) {
          return "No copy of it was kept: "
              + bytes
              + " bytes are more than half of the free space.";
        }
        if (Files.exists(wal())) {
          copy(wal(), directory.resolve(name + ".sqlite3-wal"), progress);
        }
        // Last: what has this name is complete.
        copy(ledger, copy, progress);
      }
      return "a copy as it was found: " + copy;
    } catch (IOException e) {
      return "no copy could be kept: " + e;
    }
  }

  /** Whether the file that is the ledger now was found damaged before, and nothing settled that. */
  boolean isSuspect() throws IOException {
    return !notes().isEmpty();
  }

  /** The file was examined and is sound: what was noted of it is history. */
  void settle() throws IOException {
    for (Path note : notes()) {
      Files.move(
          note,
          note.resolveSibling(note.getFileName() + SETTLED),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Makes room for a file that is not there yet.
   *
   * @param name its name
   * @param bytes what it will take
   * @return an empty file, or null when it would take more than half of the free space
   * @throws IOException when it cannot be made
   */
  Path reserve(String name, long bytes) throws IOException {
    if (!Files.isDirectory(ledger.getParent()) || !fits(bytes)) {
      return null;
    }
    prepare();
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    return createPrivate(file);
  }

  /**
   * Moves a file of the ledger's to the evidence.
   *
   * @param file what to move
   * @param name what to call it there
   * @return where it is now
   * @throws IOException when it cannot be moved
   */
  Path takeIn(Path file, String name) throws IOException {
    prepare();
    return Files.move(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Path> notes() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    String prefix = prefix();
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(NOTE);
              })
          .toList();
    }
  }

  private boolean fits(long bytes) {
    return FreeSpace.at(ledger.getParent()).map(free -> bytes <= free.bytes() / 2).orElse(false);
  }

  private void prepare() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, PRIVATE_DIRECTORY);
    }
  }

  private Path wal() {
    return ledger.resolveSibling(ledger.getFileName() + "-wal");
  }

  private String name() throws IOException {
    return prefix() + Files.getLastModifiedTime(ledger).toMillis();
  }

  private String prefix() throws IOException {
    return "ledger-" + Files.getAttribute(ledger, "unix:ino") + "-";
  }

  private static Path createPrivate(Path file) throws IOException {
    return Files.createFile(file, PRIVATE_FILE);
  }

  /** Whole or not at all; a large file tells on its way that it gets on. */
  private static void copy(Path from, Path to, Runnable progress) throws IOException {
    Path draft = to.resolveSibling(to.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(createPrivate(draft), EnumSet.of(StandardOpenOption.WRITE))) {
      long done = 0;
      long count = in.transferTo(done, STEP_BYTES, out);
      while (count > 0) {
        done += count;
        progress.run();
        count = in.transferTo(done, STEP_BYTES, out);
      }
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
