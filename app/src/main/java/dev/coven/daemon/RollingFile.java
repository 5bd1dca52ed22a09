package dev.coven.daemon;

import dev.coven.home.LogFiles;
import dev.coven.privacy.LogForm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The log's files: appends to one, puts it away when it is large or old, and keeps a few of those.
 * All are the owner's alone. What was written is with the kernel when {@link #append} returns, so
 * that a crash of this process loses none of it.
 */
final class RollingFile implements Closeable {
  /** When a file is put away, in bytes. */
  static final long MOST_BYTES = 10L * 1024 * 1024;

  /** How long a file is written to, counted from its first event. */
  static final Duration MOST_AGE = Duration.ofDays(7);

  /** How many are kept that were put away: with the one that is written, 60 MB in all. */
  static final int KEPT = 5;

  private static final String PRIVATE_FILE = "rw-------";
  private static final String PRIVATE_DIRECTORY = "rwx------";

  private final LogFiles files;
  private final InstantSource clock;
  private FileChannel channel;
  private Object key;
  private Instant began;

  /**
   * Opens the current file, and makes it if it is not there.
   *
   * @param files their names
   * @param clock tells how old a file is
   * @throws IOException when it cannot be opened
   */
  RollingFile(LogFiles files, InstantSource clock) throws IOException {
    this.files = files;
    this.clock = clock;
    open();
  }

  /**
   * Appends an event, whole or not at all.
   *
   * @param entry its lines, each with its end
   * @throws IOException when it cannot be written
   */
  synchronized void append(String entry) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(entry.getBytes(StandardCharsets.UTF_8));
    if (!isOpenFile()) {
      // Somebody moved or deleted it; what is written now must be found where it belongs.
      close();
      open();
    }
    long size = channel.size();
    boolean large = size + bytes.remaining() > MOST_BYTES;
    boolean old = Duration.between(began, clock.instant()).compareTo(MOST_AGE) >= 0;
    if (size > 0 && (large || old)) {
      roll();
    }
    write(bytes);
  }

  private void write(ByteBuffer bytes) throws IOException {
    long before = channel.size();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // A full disk takes a part; the next event must begin on a line of its own.
      channel.truncate(before);
      throw e;
    }
  }

  private boolean isOpenFile() throws IOException {
    try {
      return key.equals(key(files.current()));
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private void open() throws IOException {
    try {
      Files.createDirectory(files.directory(), only(PRIVATE_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      // Of an earlier daemon, or of whoever started this one.
    }
    Path file = files.current();
    channel =
        FileChannel.open(
            file,
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            only(PRIVATE_FILE));
    Set<?> found = Files.getPosixFilePermissions(file);
    if (!found.equals(PosixFilePermissions.fromString(PRIVATE_FILE))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(PRIVATE_FILE));
    }
    key = key(file);
    began = channel.size() == 0 ? clock.instant() : firstTime(file);
    endLine(file);
  }

  /** A power cut may leave half a line, and no event may be glued to it. */
  private void endLine(Path file) throws IOException {
    long size = channel.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      if (size > 0 && in.read(last, size - 1) == 1 && last.get(0) != '\n') {
        write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
    }
  }

  /** The time of a file's first event; of its last change where it has none. */
  private static Instant firstTime(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(LogForm.TIME_LENGTH);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      Object unused = in.read(head);
    }
    Instant changed = Files.getLastModifiedTime(file).toInstant();
    return LogForm.time(new String(head.array(), StandardCharsets.ISO_8859_1)).orElse(changed);
  }

  private void roll() throws IOException {
    Path aside = files.nextRolled(clock.instant());
    channel.close();
    Files.move(files.current(), aside, StandardCopyOption.ATOMIC_MOVE);
    open();
    List<Path> rolled = files.rolled();
    for (Path old : rolled.subList(0, Math.max(0, rolled.size() - KEPT))) {
      Files.deleteIfExists(old);
    }
  }

  private static FileAttribute<?> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
