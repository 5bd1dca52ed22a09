package dev.coven.daemon;

import dev.coven.posix.Descriptor;
import dev.coven.posix.Pipe;
import dev.coven.posix.Poll;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * Tells the service manager how the daemon does, by the datagrams of sd_notify(3). Without a socket
 * to send to it does nothing. A failure is reported once and never harms the daemon: what is told
 * here matters to nobody else.
 */
final class ServiceNotifier implements AutoCloseable {
  /** How long to offer a datagram to a socket whose queue is full, before it is let go. */
  private static final Duration QUEUE_LIMIT = Duration.ofMillis(500);

  /** How long the service manager may take to read what was sent. */
  private static final Duration BARRIER_LIMIT = Duration.ofSeconds(2);

  private static final long QUEUE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Optional<String> socket;
  private final Consumer<String> complaints;

  private final ReentrantLock lock = new ReentrantLock();
  private AFUNIXDatagramChannel channel;
  private boolean complained;

  /**
   * A notifier; nothing is opened before the first message.
   *
   * @param socket NOTIFY_SOCKET: a path, or an abstract name after {@code @}; empty for none
   * @param complaints told once, in a sentence, when the socket cannot be reached
   */
  ServiceNotifier(Optional<String> socket, Consumer<String> complaints) {
    this.socket = socket;
    this.complaints = complaints;
  }

  /** Whether somebody wants to be told. */
  boolean hasListener() {
    return socket.isPresent();
  }

  /** Clients are served. */
  void ready(String status) {
    send("READY=1\n" + assignment(status));
  }

  /** How the daemon does, in a line for people. */
  void status(String text) {
    send(assignment(text));
  }

  /** The daemon begins to end. */
  void stopping(String status) {
    send("STOPPING=1\n" + assignment(status));
  }

  /** The start takes longer, and gets on; it may take so long from now. */
  void extendStart(Duration most, String status) {
    send("EXTEND_TIMEOUT_USEC=" + most.toNanos() / 1_000 + "\n" + assignment(status));
  }

  /** Every part of the daemon moves. */
  void alive() {
    send("WATCHDOG=1");
  }

  /**
   * Puts a copy of a descriptor into the service's store; see sd_notify(3). A full store closes it
   * silently.
   *
   * @param name what it is called there
   * @param descriptor stays its owner's
   * @throws IOException when it cannot be sent
   */
  void store(String name, Descriptor descriptor) throws IOException {
    // Polled, the store would drop a terminal whose harness ended, and with it its last words.
    send("FDSTORE=1\nFDPOLL=0\nFDNAME=" + name, descriptor);
  }

  /**
   * Removes what is called so from the store.
   *
   * @param name what it is called there
   * @throws IOException when it cannot be sent
   */
  void forget(String name) throws IOException {
    lock.lock();
    try {
      open();
      offer(ByteBuffer.wrap(bytes("FDSTOREREMOVE=1\nFDNAME=" + name)));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the service manager has read all that was sent to it: it closes the descriptor that
   * comes last.
   *
   * @throws IOException when it does not, in time
   */
  void barrier() throws IOException {
    try (Pipe pipe = Pipe.open();
        Poll poll = new Poll()) {
      send("BARRIER=1", pipe.writeEnd());
      pipe.writeEnd().close();
      if (poll.await(pipe.readEnd(), null, BARRIER_LIMIT.toNanos()) == Poll.Outcome.TIMEOUT) {
        throw new IOException("the service manager does not read what it is told");
      }
    }
  }

  private void send(String assignments, Descriptor descriptor) throws IOException {
    lock.lock();
    try {
      open();
      channel.setOutboundFileDescriptors(
          FileDescriptorCast.unsafeUsing(descriptor.number()).getFileDescriptor());
      try {
        offer(ByteBuffer.wrap(bytes(assignments)));
      } finally {
        channel.setOutboundFileDescriptors();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (channel != null) {
        channel.close();
        channel = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** A line break would begin another assignment. */
  private static String assignment(String status) {
    return "STATUS=" + Printable.line(status);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void send(String assignments) {
    if (socket.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      open();
      offer(ByteBuffer.wrap(bytes(assignments)));
    } catch (IOException | RuntimeException | LinkageError e) {
      // Whatever it is: an address of a kind that we do not know, or a library that is missing.
      if (!complained) {
        complained = true;
        complaints.accept("the service manager cannot be told how the daemon does: " + e);
      }
    } finally {
      lock.unlock();
    }
  }

  private void open() throws IOException {
    if (channel != null) {
      return;
    }
    String name = socket.orElseThrow();
    AFUNIXSocketAddress address =
        switch (name.charAt(0)) {
          // unix(7): an abstract address begins with a NUL.
          case '@' -> AFUNIXSocketAddress.of(bytes('\0' + name.substring(1)));
          case '/' -> AFUNIXSocketAddress.of(bytes(name));
          default -> throw new IOException("NOTIFY_SOCKET of an unknown kind: " + name);
        };
    AFUNIXDatagramChannel opened = AFUNIXDatagramChannel.open();
    try {
      // junixsocket sends descriptors only where it is connected.
      opened.connect(address);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    // A service manager that does not read must not stop ours: see the limit.
    channel.configureBlocking(false);
  }

  private void offer(ByteBuffer message) throws IOException {
    long deadline = System.nanoTime() + QUEUE_LIMIT.toNanos();
    try {
      while (channel.write(message) == 0) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("it does not read");
        }
        LockSupport.parkNanos(QUEUE_PAUSE_NANOS);
      }
    } catch (IOException e) {
      // A service manager that began anew has another socket there.
      close();
      throw e;
    }
  }
}
