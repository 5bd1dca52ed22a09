package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Unix domain listeners that somebody else has bound, by their descriptors; on Linux alone. */
public final class UnixListener {
  // <asm-generic/socket.h>, as on x86-64 and on ARM.
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;

  private static final int AF_UNIX = 1;

  /** unix(7): {@code sa_family_t sun_family; char sun_path[108]}. */
  private static final int FAMILY_BYTES = 2;

  private static final int ADDRESS_BYTES = FAMILY_BYTES + 108;

  private static final int ENOTSOCK = 88;

  private UnixListener() {}

  /**
   * Where a descriptor listens.
   *
   * @param descriptor any open descriptor of this process
   * @return the path it was bound to; empty when it is no listener, or one without a path
   * @throws PosixException when the kernel does not tell
   */
  public static Optional<String> pathOf(int descriptor) throws PosixException {
    try {
      return option(descriptor, SO_ACCEPTCONN) != 0 && option(descriptor, SO_DOMAIN) == AF_UNIX
          ? boundPath(descriptor)
          : Optional.empty();
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENOTSOCK) {
        return Optional.empty();
      }
      throw new PosixException("getsockopt", e);
    }
  }

  /**
   * Calls listen(2) on what listens already. From then on its clients see this process as their
   * peer (SO_PEERCRED); those that wait in its queue still see the one that called before.
   *
   * @param descriptor the listener
   * @param backlog how many may wait; the kernel cuts it to net.core.somaxconn
   * @throws PosixException when the kernel refuses
   */
  public static void listen(int descriptor, int backlog) throws PosixException {
    try {
      Linux.listen(descriptor, backlog);
    } catch (LastErrorException e) {
      throw new PosixException("listen", e);
    }
  }

  private static int option(int descriptor, int option) {
    IntByReference value = new IntByReference();
    Linux.getsockopt(descriptor, SOL_SOCKET, option, value, new IntByReference(Integer.BYTES));
    return value.getValue();
  }

  private static Optional<String> boundPath(int descriptor) {
    try (Memory address = new Memory(ADDRESS_BYTES + 1)) {
      address.clear();
      Linux.getsockname(descriptor, address, new IntByReference(ADDRESS_BYTES));
      // Ends in NUL within the memory, which has a byte more. An abstract name begins with one.
      String path = address.getString(FAMILY_BYTES, StandardCharsets.UTF_8.name());
      return Optional.of(path).filter(name -> !name.isEmpty());
    }
  }
}
