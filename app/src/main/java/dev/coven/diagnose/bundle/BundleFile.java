package dev.coven.diagnose.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/**
 * A file that is there whole or not at all, mode 0600. It is written beside its place under another
 * name, never through a link, and takes its place in one step.
 */
final class BundleFile implements AutoCloseable {
  private final Path target;
  private final Path draft;
  private final FileChannel channel;

  private BundleFile(Path target, Path draft, FileChannel channel) {
    this.target = target;
    this.draft = draft;
    this.channel = channel;
  }

  /**
   * Begins a file.
   *
   * @param target where it is to be
   * @param replace whether what is there already may go
   * @throws FileAlreadyExistsException when something is there and must stay
   * @throws IOException when it cannot be written there
   */
  static BundleFile begin(Path target, boolean replace) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)
        || !replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path draft =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    // CREATE_NEW follows no link (open(2), O_EXCL).
    FileChannel channel =
        FileChannel.open(
            draft,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new BundleFile(target, draft, channel);
  }

  /** Takes what is written. */
  FileChannel channel() {
    return channel;
  }

  /**
   * Puts it in its place.
   *
   * @param replace whether what is there by now may go
   * @throws FileAlreadyExistsException when something is there by now and must stay
   * @throws IOException when not everything could be written
   */
  void finish(boolean replace) throws IOException {
    channel.force(true);
    channel.close();
    if (replace) {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    // A rename would replace what somebody else put there meanwhile; a link fails then.
    Files.createLink(target, draft);
  }

  /** Leaves nothing but the finished file. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(draft);
  }
}
