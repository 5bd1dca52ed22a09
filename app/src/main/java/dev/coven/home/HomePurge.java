package dev.coven.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Removes what a daemon put into its home, by name, and nothing else; the home itself only when it
 * is empty then.
 */
public final class HomePurge {
  /** Filled and removed again by each start, to see whether there is room for it. */
  public static final String START_ROOM = "start.room";

  private static final List<String> NAMES =
      List.of(
          "coven.sock",
          "daemon.json",
          "daemon.json.new",
          START_ROOM,
          "ledger.sqlite3",
          "ledger.sqlite3.new",
          "ledger.sqlite3.repaired",
          "ledger.sqlite3.repaired-journal",
          "ledger.sqlite3-wal",
          "ledger.sqlite3-shm",
          "config.toml",
          "config.last-good.toml",
          "config.last-good.toml.new",
          "environment",
          "environment.new",
          "harnesses",
          "logs",
          "sessions",
          "evidence",
          // Last: while it is there and held, no daemon begins in this home.
          "daemon.lock");

  private final CovenHome home;

  /**
   * A purge of one home.
   *
   * @param home the home; no daemon may run in it
   */
  public HomePurge(CovenHome home) {
    this.home = home;
  }

  /**
   * What would be removed.
   *
   * @return existing paths, in the order of removal
   * @throws UnusableHomeException when this is no directory of which anything may be removed
   * @throws IOException when it cannot be examined
   */
  public List<Path> list() throws UnusableHomeException, IOException {
    requireOrdinary();
    List<Path> found = new ArrayList<>();
    for (String name : NAMES) {
      Path path = home.directory().resolve(name);
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        found.add(path);
      }
    }
    return List.copyOf(found);
  }

  /**
   * Removes it. A symbolic link is removed as a link; what it leads to stays.
   *
   * @return what was removed
   * @throws UnusableHomeException when this is no directory of which anything may be removed
   * @throws IOException when something cannot be removed
   */
  public List<Path> remove() throws UnusableHomeException, IOException {
    List<Path> found = list();
    if (found.contains(home.lock())) {
      try (FileChannel lock = FileChannel.open(home.lock(), StandardOpenOption.WRITE)) {
        if (lock.tryLock() == null) {
          throw refused("a daemon has it");
        }
        removeAll(found);
      }
    } else {
      removeAll(found);
    }
    if (Files.isDirectory(home.directory(), LinkOption.NOFOLLOW_LINKS)) {
      try (var left = Files.list(home.directory())) {
        if (left.findAny().isPresent()) {
          return found;
        }
      }
      Files.delete(home.directory());
    }
    return found;
  }

  private static void removeAll(List<Path> paths) throws IOException {
    for (Path path : paths) {
      Files.walkFileTree(path, new Remover());
    }
  }

  private void requireOrdinary() throws UnusableHomeException, IOException {
    Path directory = home.directory();
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(directory)) {
      throw refused("it is a symbolic link");
    }
    Path parent = directory.getParent();
    String userHome = Objects.requireNonNullElse(System.getenv("HOME"), "");
    if (parent == null || directory.equals(Path.of(userHome))) {
      throw refused("it is not a directory of Coven's own");
    }
    if (!Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"))) {
      throw refused("something is mounted there");
    }
  }

  private UnusableHomeException refused(String why) {
    return new UnusableHomeException(
        "Nothing in " + home.directory() + " is removed: " + why + ". Remove it by hand.");
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
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
  }
}
