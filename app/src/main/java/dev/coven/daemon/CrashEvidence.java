package dev.coven.daemon;

import dev.coven.home.CovenHome;
import dev.coven.home.Crashes;
import dev.coven.home.DaemonFile;
import dev.coven.home.FreeSpace;
import dev.coven.home.LockHolder;
import dev.coven.home.LogFiles;
import dev.coven.home.ProcessIdentity;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps what a daemon left that did not end cleanly, before this one writes over it: its {@code
 * daemon.json}, the end of its log, what it printed, what a dying JVM wrote. Some hundred kilobytes
 * that are copied in milliseconds, and of the last five crashes only.
 */
final class CrashEvidence {
  static final String DAEMON_FILE = "daemon.json";
  static final String LOG = "coven.log";
  static final String PRINTED = "daemon.out";
  static final String JVM = "jvm-crash.log";

  /** How many crashes are remembered. */
  static final int KEPT = 5;

  /** The log's end, in bytes: about 1500 events. */
  static final int LOG_BYTES = 256 * 1024;

  private static final int OTHER_BYTES = 64 * 1024;

  /** On a disk with less than this free, sessions need it more, in bytes. */
  static final long SPARE_BYTES = 64L * 1024 * 1024;

  private final CovenHome home;
  private final Crashes crashes;

  /**
   * Evidence in one home.
   *
   * @param home a home that this process holds the lock of, and whose log is not open yet
   */
  CrashEvidence(CovenHome home) {
    this.home = home;
    this.crashes = Crashes.of(home);
  }

  /**
   * Keeps it, once for each daemon that did not end cleanly.
   *
   * @param now the time
   * @return where; empty when the last daemon ended cleanly, its evidence is there already, or the
   *     disk is nearly full
   * @throws IOException when it cannot be kept
   */
  Optional<Path> keep(Instant now) throws IOException {
    if (!Files.isRegularFile(home.daemonFile(), LinkOption.NOFOLLOW_LINKS)
        || FreeSpace.at(home.directory()).map(free -> free.bytes() < SPARE_BYTES).orElse(true)) {
      return Optional.empty();
    }
    byte[] daemon = tail(home.daemonFile(), OTHER_BYTES);
    if (isKept(daemon)) {
      return Optional.empty();
    }
    createPrivate(home.evidence());
    Path directory = crashes.at(now);
    createPrivate(directory);
    write(directory.resolve(DAEMON_FILE), daemon);
    String self = new LockHolder(ProcessIdentity.self(), now).toText();
    write(directory.resolve(Crashes.NOTICED_BY), self.getBytes(StandardCharsets.UTF_8));
    write(directory.resolve(LOG), logTail());
    keepPrinted(directory);
    keepJvmLog(directory);
    forgetOld();
    return Optional.of(directory);
  }

  /** A start that fails leaves daemon.json for the next one to find again. */
  private boolean isKept(byte[] daemon) throws IOException {
    for (Path earlier : crashes.kept()) {
      Path file = earlier.resolve(DAEMON_FILE);
      if (Files.exists(file) && Arrays.equals(daemon, tail(file, OTHER_BYTES))) {
        return true;
      }
    }
    return false;
  }

  /** From a line's begin on; of the file before as well where the current one has just begun. */
  private byte[] logTail() throws IOException {
    LogFiles files = new LogFiles(home.logs());
    byte[] end = tail(files.current(), LOG_BYTES);
    List<Path> rolled = files.rolled();
    if (end.length < LOG_BYTES && !rolled.isEmpty()) {
      byte[] before = tail(rolled.getLast(), LOG_BYTES - end.length);
      byte[] both = Arrays.copyOf(before, before.length + end.length);
      System.arraycopy(end, 0, both, before.length, end.length);
      end = both;
    }
    int from = 0;
    while (end.length == LOG_BYTES && from < end.length && end[from++] != '\n') {}
    return Arrays.copyOfRange(end, from, end.length);
  }

  /** Not the log's: nobody has masked it yet. */
  private void keepPrinted(Path directory) throws IOException {
    byte[] printed = tail(home.startLog(), OTHER_BYTES);
    if (printed.length > 0) {
      String text = new String(printed, StandardCharsets.UTF_8);
      String masked = new Redactor(SecretRules.builtIn()).text(text);
      write(directory.resolve(PRINTED), masked.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void keepJvmLog(Path directory) throws IOException {
    if (new DaemonFile(home).read() instanceof DaemonFile.Content.Present(var daemon)) {
      // The launcher tells the JVM to call it this.
      Path log = home.logs().resolve("jvm-crash-" + daemon.identity().pid() + ".log");
      if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(log, directory.resolve(JVM));
      }
    }
  }

  private void forgetOld() throws IOException {
    List<Path> kept = crashes.kept();
    for (Path old : kept.subList(0, Math.max(0, kept.size() - KEPT))) {
      try (Stream<Path> files = Files.list(old)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(old);
    }
  }

  private static byte[] tail(Path path, int most) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(most, file.length())];
      file.seek(file.length() - bytes.length);
      file.readFully(bytes);
      return bytes;
    }
  }

  private static void createPrivate(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, only("rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  /** Writes a file that nobody else may read. */
  static void write(Path file, byte[] bytes) throws IOException {
    Files.write(Files.createFile(file, only("rw-------")), bytes);
  }

  private static FileAttribute<?> only(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
