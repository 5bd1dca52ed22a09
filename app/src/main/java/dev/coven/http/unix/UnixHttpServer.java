package dev.coven.http.unix;

import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * Serves HTTP/1.1 on a Unix domain listener that somebody else has bound.
 *
 * <p>Handlers run on the one I/O thread and must not block there; {@code
 * exchange.dispatch(handler)} moves one to a virtual thread. The listener is never closed here:
 * closing a junixsocket listener deletes its socket file and, if it was inherited, ends it for
 * every process that shares it.
 *
 * <p>Lifecycle: {@link #start}, {@link #stopAccepting}, {@link #drain}, {@link #close}, each at
 * most once and in this order; any but the first and the last may be left out.
 */
public final class UnixHttpServer implements AutoCloseable {
  /**
   * One pooled buffer, and the number of them kept for reuse: 16 KiB holds any ordinary request or
   * answer, and a connection between two requests holds none, so 32 serve far more clients than
   * there are requests at one time. The pool keeps no buffers per thread, because handlers run on
   * virtual threads, which never come back for theirs.
   */
  private static final int BUFFER_BYTES = 16 << 10;

  private static final int BUFFERS_KEPT = 32;
  private static final long CLOSE_MILLIS = 5_000;

  private final Object change = new Object();
  private long changes;
  private final DefaultByteBufferPool buffers =
      new DefaultByteBufferPool(true, BUFFER_BYTES, BUFFERS_KEPT, 0);
  private final ExecutorService handlers;
  private final XnioWorker worker;
  private final SelectorThread thread;
  private final RequestGuard guard;
  private final Acceptor acceptor;
  private final long firstRequestNanos;

  /**
   * Prepares to serve; nothing is accepted yet.
   *
   * @param listener a bound listener; its blocking mode will be changed
   * @param limits what a client is granted
   * @param root answers the requests
   * @param peerCheck tells for each request whether its client is to be served; false leads to
   *     {@link Refusal#FOREIGN_PEER}
   * @param words words the answers to refused requests
   * @param onFailure told what ended the server, if something other than {@link #close} does: the
   *     listener was lost, or the I/O thread failed. Called on the I/O thread
   * @throws IOException if no selector or worker can be had
   */
  public UnixHttpServer(
      AFUNIXServerSocketChannel listener,
      UnixHttpLimits limits,
      HttpHandler root,
      Predicate<PeerCredentials> peerCheck,
      RefusalWords words,
      Consumer<Throwable> onFailure)
      throws IOException {
    this.firstRequestNanos = limits.firstRequest().toNanos();
    this.handlers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    // dispatch() needs a worker. Its own I/O and accept threads stay asleep.
    this.worker =
        Xnio.getInstance(UnixHttpServer.class.getClassLoader())
            .createWorkerBuilder()
            .setWorkerName("http")
            .setWorkerIoThreads(1)
            .setDaemon(true)
            .setExternalExecutorService(handlers)
            .build();
    this.thread = new SelectorThread(worker, "http-io", onFailure);
    Refusals refusals = new Refusals(words);
    this.guard = new RequestGuard(limits, peerCheck, refusals, root, this::changed);
    HttpOpenListener protocol = new HttpOpenListener(buffers, undertowOptions(limits));
    protocol.setRootHandler(guard);
    this.acceptor =
        new Acceptor(thread, listener, limits, refusals, protocol, this::changed, onFailure);
  }

  private static OptionMap undertowOptions(UnixHttpLimits limits) {
    return OptionMap.builder()
        // It counts what it has read of the body, too: RequestGuard knows better.
        .set(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytes() + BUFFER_BYTES)
        .set(UndertowOptions.MAX_ENTITY_SIZE, -1L) // RequestGuard and ChunkedBody do it
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.headerTimeout().toMillis())
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idleTimeout().toMillis())
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_UNKNOWN_PROTOCOLS, false)
        .set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.ALWAYS_SET_DATE, false)
        .getMap();
  }

  /** Returns who sent the request. */
  public static PeerCredentials peer(HttpServerExchange exchange) {
    return UnixConnection.of(exchange).peer();
  }

  /**
   * Grants the answer to a request that it may stand still for as long as its client leaves it
   * unread, as one may that is written while things happen: {@link UnixHttpLimits#writeTimeout}
   * does not end it.
   *
   * @param exchange the request
   * @param gone told on any thread, perhaps twice, when the client hangs up before the answer's
   *     end; must return at once
   */
  public static void holdAnswer(HttpServerExchange exchange, Runnable gone) {
    UnixConnection.of(exchange).holdAnswer(gone);
  }

  /**
   * Tells whether a handler's read failed because the body is above {@link
   * UnixHttpLimits#bodyBytes}; the handler may then still answer. Undertow's asynchronous receiver
   * wraps the exception.
   */
  public static boolean isBodyTooLarge(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RequestTooBigException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins to accept.
   *
   * @throws IOException if the listener is closed
   */
  public void start() throws IOException {
    thread.start();
    CompletableFuture<Void> started = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            acceptor.start();
            started.complete(null);
          } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
          }
        });
    try {
      started.join();
    } catch (CompletionException e) {
      throw new IOException("cannot accept on the listener", e.getCause());
    }
  }

  /** Accepts no more clients; they wait in the listener's backlog. Those connected go on. */
  public void stopAccepting() {
    onIoThread(acceptor::stop);
  }

  /**
   * Hands a task to the I/O thread and returns at once: a server whose thread is stuck does not run
   * it.
   *
   * @param task takes no time and does not block
   * @throws RejectedExecutionException if the server has been closed or has failed
   */
  public void ping(Runnable task) {
    thread.execute(task);
  }

  /** Returns the number of requests whose answer has not been written to its end. */
  public int activeRequests() {
    return guard.active();
  }

  /** Returns the number of connected clients. */
  public int connections() {
    return acceptor.connections().size();
  }

  /**
   * Lets the requests in hand be answered, each with {@code Connection: close}, and closes
   * connections as they become idle. A connection on which part of a request has arrived counts as
   * one in hand, and so does for a moment one that was accepted just now. Call {@link
   * #stopAccepting} before.
   *
   * @param longest how long to wait
   * @return true if every connection has ended, false if time was up
   * @throws InterruptedException if the waiting thread is interrupted; the drain goes on
   */
  public boolean drain(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    guard.closeAfterAnswers();
    while (true) {
      long seen = changes();
      // Twice through the loop: requests that are waiting in their sockets are read first.
      onIoThread(() -> {});
      onIoThread(this::closeIdle);
      if (connections() == 0 && activeRequests() == 0) {
        return true;
      }
      long look = System.nanoTime() + firstRequestNanos;
      if (!awaitChangeSince(seen, Math.min(look, deadline)) && System.nanoTime() >= deadline) {
        return false;
      }
    }
  }

  private void closeIdle() {
    for (UnixConnection connection : acceptor.connections()) {
      long unused = connection.nanosUnused();
      boolean mayYetAsk = unused >= 0 && unused < firstRequestNanos;
      if (connection.isIdle() && !mayYetAsk) {
        IoUtils.safeClose(connection);
      }
    }
  }

  private long changes() {
    synchronized (change) {
      return changes;
    }
  }

  private boolean awaitChangeSince(long seen, long deadline) throws InterruptedException {
    synchronized (change) {
      while (changes == seen) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        change.wait(left);
      }
      return true;
    }
  }

  /** A request or a connection has ended. */
  private void changed() {
    synchronized (change) {
      changes++;
      change.notifyAll();
    }
  }

  /**
   * Ends all connections and the threads of the server. The listener stays bound and open. Handlers
   * that still run see their connection closed, and their threads are interrupted.
   */
  @Override
  public void close() {
    onIoThread(
        () -> {
          acceptor.detach();
          acceptor.connections().forEach(IoUtils::safeClose);
        });
    thread.shutdown();
    handlers.shutdownNow();
    worker.shutdownNow();
    try {
      if (Thread.currentThread() != thread) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    buffers.close();
  }

  /** Runs a task on the I/O thread and waits for it; runs it nowhere if that thread has ended. */
  private void onIoThread(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else if (thread.isAlive()) {
      try {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(
            () -> {
              try {
                task.run();
              } finally {
                done.complete(null);
              }
            });
        done.orTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
      } catch (RejectedExecutionException e) {
        // It has ended meanwhile, and so has everything that ran on it.
        changed();
      }
    }
  }
}
