package dev.coven.session;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The files of one session while it lives; nobody but the user can read them. */
final class SessionDirectory {
  private static final String PROMPT = "prompt";
  private static final String GATE = "gate";
  private static final String EXIT = "exit";
  private static final List<String> FILES = List.of(PROMPT, GATE, EXIT);

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
   * The directory that an earlier daemon made.
   *
   * @param sessions where all are
   * @param id the session
   */
  static SessionDirectory of(Path sessions, String id) {
    return new SessionDirectory(sessions.resolve(id));
  }

  Path path() {
    return directory;
  }

  /** Where the harness waits until it may begin. */
  Gate gate() {
    return new Gate(directory.resolve(GATE));
  }

  /**
   * What the harness exited with, as the shell around it wrote it down.
   *
   * @return empty when it runs, or when that shell was killed
   * @throws IOException when it cannot be read
   */
  OptionalInt exitCode() throws IOException {
    try {
      String text = Files.readString(directory.resolve(EXIT)).strip();
      return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    } catch (NoSuchFileException none) {
      return OptionalInt.empty();
    }
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

  /**
   * Removes what earlier daemons left of sessions that ended.
   *
   * @param sessions where all are
   * @param live ids of those that did not
   */
  static void removeOthers(Path sessions, Set<String> live) {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(sessions)) {
      for (Path directory : directories) {
        if (!live.contains(directory.getFileName().toString())) {
          new SessionDirectory(directory).remove();
        }
      }
    } catch (NoSuchFileException none) {
      LOG.debug(LogLine.of("no session has files").with("path", sessions));
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn(LogLine.of("files of old sessions stay").with("path", sessions).with("cause", e));
    }
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
