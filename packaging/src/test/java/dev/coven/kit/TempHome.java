package dev.coven.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A user's home, a COVEN_HOME in it and a project, all short-lived. Closing it ends every process
 * that was started with it, daemons and harnesses, and removes the directory.
 */
public final class TempHome implements AutoCloseable {
  /**
   * Not java.io.tmpdir, which may be long: a socket's path has room for 107 bytes, 103 on macOS.
   */
  private static final Path TMP = Path.of("/tmp");

  private static final Path PROC = Path.of("/proc");
  private static final long KILL_SECONDS = 10;

  private final Path user;
  private final Account account;
  private volatile SmallDisk disk;

  /** Runs when the tests are broken off: no daemon may outlive them. */
  private final Thread ending = new Thread(this::remove, "end of a home");

  private TempHome(Path user, Account account) {
    this.user = user;
    this.account = account;
    Runtime.getRuntime().addShutdownHook(ending);
  }

  /** A home of the user who runs the tests. */
  public static TempHome create() throws IOException {
    return create(Account.own());
  }

  /**
   * A home of any user; the COVEN_HOME itself does not exist yet.
   *
   * @param account who owns it
   * @throws IOException when it cannot be made
   */
  public static TempHome create(Account account) throws IOException {
    Path user =
        Files.createTempDirectory(
            TMP.toRealPath(),
            "cv",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    TempHome home = new TempHome(user, account);
    account.give(user);
    account.give(Files.createDirectory(home.project()));
    account.give(Files.createDirectory(home.bin()));
    // This machine's own service manager is found by the user's number, whatever HOME says.
    for (String manager : List.of("systemctl", "launchctl")) {
      home.harness(manager, "echo 'tests do without a service manager' >&2; exit 1");
    }
    return home;
  }

  /** The user's HOME; the tests' own files may lie here too. */
  public Path user() {
    return user;
  }

  /** COVEN_HOME. */
  public Path coven() {
    return user.resolve("c");
  }

  /** The daemon's socket. */
  public Path socket() {
    return coven().resolve("coven.sock");
  }

  /** The ledger's file. */
  public Path ledger() {
    return coven().resolve("ledger.sqlite3");
  }

  /** What a running daemon says of itself in a file. */
  public Path daemonFile() {
    return coven().resolve("daemon.json");
  }

  /** An empty directory to launch sessions in. */
  public Path project() {
    return user.resolve("project");
  }

  /** Stands first on the PATH; {@link #harness} puts programs here. */
  public Path bin() {
    return user.resolve("bin");
  }

  /**
   * Puts COVEN_HOME on a file system of its own, until this home is closed. On Linux, for root.
   *
   * @param bytes how much it holds
   * @return the file system, which can be filled
   * @throws IOException with the reason, when it cannot be mounted
   */
  public SmallDisk onSmallDisk(long bytes) throws IOException {
    Files.createDirectory(coven());
    try {
      disk = SmallDisk.mount(coven(), bytes);
    } catch (IOException e) {
      Files.delete(coven());
      throw e;
    }
    return disk;
  }

  /** Who owns it. */
  public Account account() {
    return account;
  }

  /**
   * Installs a harness.
   *
   * @param name the program's name, such as {@code codex}
   * @param script what /bin/sh is to run, without the first line
   * @throws IOException when it cannot be written
   */
  public void harness(String name, String script) throws IOException {
    Path file = bin().resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    account.give(file);
  }

  /**
   * The processes that were started with this home, harnesses too, because HOME is handed down to
   * them. On Linux alone: elsewhere the environment of a process cannot be seen, and the list is
   * empty.
   */
  public List<ProcessHandle> processes() {
    if (!Files.isDirectory(PROC)) {
      return List.of();
    }
    return ProcessHandle.allProcesses().filter(this::isOurs).toList();
  }

  private boolean isOurs(ProcessHandle process) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(process.pid() + "/environ"));
      String text = new String(environment, StandardCharsets.ISO_8859_1);
      return List.of(text.split("\0")).contains("HOME=" + user);
    } catch (IOException gone) {
      // It ended while we looked, or is another user's: then it was not started from here.
      return false;
    }
  }

  /**
   * Ends what is left and removes everything.
   *
   * @throws IllegalStateException when a process does not end
   */
  @Override
  public void close() {
    // Refused once the tests are being broken off; then the hook does it.
    Runtime.getRuntime().removeShutdownHook(ending);
    remove();
  }

  private void remove() {
    for (List<ProcessHandle> left = processes(); !left.isEmpty(); left = processes()) {
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(TempHome::awaitEnd);
    }
    try {
      if (disk != null) {
        disk.unmount();
      }
      delete(user);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + user, e);
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException("process " + process.pid() + " survives a kill", e);
    }
  }

  /** Removes a file, or a directory with all in it; links are not followed. */
  static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
