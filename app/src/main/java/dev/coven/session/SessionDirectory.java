package dev.coven.session;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The files of one session while it lives; nobody but the user can read them. */
final class SessionDirectory {
  private static final String PROMPT = "prompt";
  private static final List<String> FILES = List.of(PROMPT);

  private static final TaggedLogger LOG = Logger.tag("session");

  private final Path directory;

  private SessionDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the directory of a session.
   *
   * @param sessions where all are
   * @param id the session; its form makes it a safe name, see the contract
   * @throws IOException when it cannot be made
   */
  static SessionDirectory create(Path sessions, String id) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(sessions, mode);
    return new SessionDirectory(Files.createDirectory(sessions.resolve(id), mode));
  }

  /**
   * Writes what a harness is to read from its standard input.
   *
   * @param text all of it
   * @return the file; a harness that has it open goes on reading when it is removed
   * @throws IOException when it cannot be written
   */
  Path prompt(String text) throws IOException {
    Path file = directory.resolve(PROMPT);
    try (FileChannel out =
        FileChannel.open(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
    return file;
  }

  /** Removes everything; a failure is logged, since the session has ended all the same. */
  void remove() {
    try {
      for (String file : FILES) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory);
    } catch (NoSuchFileException gone) {
      LOG.debug(LogLine.of("session's directory is gone already").with("path", directory));
    } catch (IOException e) {
      LOG.warn(LogLine.of("session's directory stays").with("path", directory).with("cause", e));
    }
  }
}
