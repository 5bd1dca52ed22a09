package dev.coven.daemon;

import dev.coven.home.CurrentUser;
import dev.coven.posix.UnixListener;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The listener of systemd's socket unit, which this process shares with systemd and with the
 * daemons before and after it. It stays open until the process ends: junixsocket deletes the file
 * of a listener that it closes, and ends it for everybody. What is not accepted waits in it for the
 * next daemon.
 */
final class SharedListener {
  /**
   * Never let go: a listener that the garbage collector finds is closed as well. There is one in a
   * process, but for tests.
   */
  private static final List<AFUNIXServerSocketChannel> KEPT =
      Collections.synchronizedList(new ArrayList<>());

  private static final String OWNERS_ALONE = "rw-------";

  private static final TaggedLogger LOG = Logger.tag("daemon");

  private SharedListener() {}

  /**
   * Takes a listener over.
   *
   * @param descriptor its number
   * @param path what it is bound to
   * @param backlog clients that may wait
   * @return the listener; empty when the path leads elsewhere by now, or nowhere
   * @throws ParkedException when its file is another user's
   */
  static Optional<AFUNIXServerSocketChannel> take(int descriptor, Path path, int backlog)
      throws IOException, ParkedException {
    // Before the look, which goes by it, as those clients do that check their peer.
    UnixListener.listen(descriptor, backlog);
    if (!leadsHere(path)) {
      LOG.warn(
          LogLine.of("the socket's path does not lead to the listener of the socket unit")
              .with("path", path));
      return Optional.empty();
    }
    tighten(path);
    AFUNIXServerSocketChannel channel =
        FileDescriptorCast.unsafeUsing(descriptor).as(AFUNIXServerSocketChannel.class);
    KEPT.add(channel);
    LOG.info(LogLine.of("socket taken over").with("path", path));
    return Optional.of(channel);
  }

  /** Whoever connects there must come to a listener of this process. */
  private static boolean leadsHere(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (AFUNIXSocketChannel probe = AFUNIXSocketChannel.open()) {
      // Without blocking: behind a full queue a connection would wait until this daemon accepts.
      probe.configureBlocking(false);
      if (!probe.connect(AFUNIXSocketAddress.of(path))) {
        return true; // The queue is full, which says that somebody listens, and not who.
      }
      return probe.getPeerCredentials().getPid() == ProcessHandle.current().pid();
    } catch (SocketException refused) {
      return false;
    }
  }

  /** Clients require exactly 0600, and nobody but the owner may get in. */
  private static void tighten(Path path) throws IOException, ParkedException {
    Map<String, Object> file;
    try {
      file = Files.readAttributes(path, "unix:uid,permissions", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException gone) {
      throw new IOException(path + " went away while it was looked at", gone);
    }
    if ((Integer) file.get("uid") != CurrentUser.uid()) {
      throw new ParkedException(
          "The socket " + path + " belongs to another user. Have it removed, then start again.",
          null);
    }
    var wanted = PosixFilePermissions.fromString(OWNERS_ALONE);
    if (!wanted.equals(file.get("permissions"))) {
      LOG.warn(LogLine.of("the socket was open to others").with("path", path));
      Files.setPosixFilePermissions(path, wanted);
    }
  }
}
