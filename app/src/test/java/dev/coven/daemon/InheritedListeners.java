package dev.coven.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Listeners as systemd hands them over: bound, and known by their numbers alone. Linux. */
final class InheritedListeners {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** What a service manager keeps as well: closed by nobody while the tests run. */
  private static final Set<AFUNIXServerSocketChannel> KEPT = new HashSet<>();

  private InheritedListeners() {}

  /** One that is bound to a path, under a name. */
  static InheritedDescriptors at(Path path, String name) throws IOException {
    InheritedDescriptors inherited = InheritedDescriptors.none();
    inherited.add(name, bind(path), complaint -> {});
    return inherited;
  }

  /** Binds a listener; gives its number. */
  static int bind(Path path) throws IOException {
    Set<String> before = sockets();
    AFUNIXServerSocketChannel channel = AFUNIXServerSocketChannel.open();
    KEPT.add(channel);
    channel.bind(AFUNIXSocketAddress.of(path));
    Set<String> added = sockets();
    added.removeAll(before);
    if (added.size() != 1) {
      throw new IllegalStateException("another socket was opened meanwhile: " + added);
    }
    return Integer.parseInt(added.iterator().next().split(" ")[0]);
  }

  private static Set<String> sockets() throws IOException {
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : all) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:")) {
            sockets.add(descriptor.getFileName() + " " + target);
          }
        } catch (NoSuchFileException closed) {
          // It was the one that lists them, or went meanwhile.
        }
      }
    }
    return sockets;
  }
}
