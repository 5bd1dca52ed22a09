package dev.coven.daemon;

import dev.coven.daemonology.ContractDaemon;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The bound socket: that of the socket unit where there is one, else its own. A socket that a
 * killed daemon left behind is removed, since only the holder of the home's lock comes here; one
 * that somebody answers on is never touched.
 */
final class SocketListener extends ContractDaemon {
  /** Clients that may wait to be accepted. The kernel cuts it to net.core.somaxconn. */
  private static final int BACKLOG = 4096;

  /** The file type bits of {@code st_mode}, and their value for a socket; see inode(7). */
  private static final int TYPE_MASK = 0170000;

  private static final int TYPE_SOCKET = 0140000;

  private static final TaggedLogger LOG = Logger.tag("daemon");

  private final Path path;
  private final InheritedDescriptors inherited;
  private AFUNIXServerSocketChannel channel;

  /**
   * A socket that is not bound, or not by this process.
   *
   * @param path where it is, or will be
   * @param inherited what systemd gave this process
   */
  SocketListener(Path path, InheritedDescriptors inherited) {
    super("socket");
    this.path = path;
    this.inherited = inherited;
  }

  /** The bound listener; there is one while this runs. */
  AFUNIXServerSocketChannel channel() {
    return channel;
  }

  @Override
  protected void onStart() throws IOException, ParkedException {
    OptionalInt given = inherited.listener(path);
    Optional<AFUNIXServerSocketChannel> shared =
        given.isPresent() ? SharedListener.take(given.getAsInt(), path, BACKLOG) : Optional.empty();
    channel = shared.isPresent() ? shared.get() : bind();
  }

  private AFUNIXServerSocketChannel bind() throws IOException, ParkedException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeStale();
    }
    AFUNIXServerSocketChannel bound = own(AFUNIXServerSocketChannel.open());
    bound.bind(AFUNIXSocketAddress.of(path), BACKLOG);
    // junixsocket leaves it open to all for a moment; the home around it lets nobody in. Clients
    // require exactly 0600.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    LOG.info(LogLine.of("socket bound").with("path", path));
    return bound;
  }

  @Override
  protected void onShutdown() {
    // Closing our own channel also removes the socket's file. One that is systemd's stays open.
  }

  private void removeStale() throws IOException, ParkedException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & TYPE_MASK) != TYPE_SOCKET) {
      throw new ParkedException(
          "The socket's path " + path + " is taken by something that is no socket. Move it away.",
          null);
    }
    if (somebodyAnswers()) {
      throw new ParkedException(
          "Another program listens on "
              + path
              + ", though it does not hold this home's lock. End that program, then start again.",
          null);
    }
    LOG.warn(LogLine.of("removed the socket that a killed daemon left behind").with("path", path));
    Files.delete(path);
  }

  private boolean somebodyAnswers() throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Without blocking: behind a full queue a connection would wait as long as the queue is full.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (SocketException queueFull) {
      return true;
    }
  }
}
