package dev.coven.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Carries input to a harness, whole and in order, on a thread of its own: a harness that does not
 * read must hold back nobody but its own typist.
 */
final class InputPump {
  /** What may wait for a harness that does not read, in bytes. */
  private static final int MAX_WAITING_BYTES = 1024 * 1024;

  /** How long a write may still take once its harness is gone. */
  private static final long STOP_MILLIS = 1_000;

  private static final Item STOP = new Item("", new byte[0], null);

  private final OutputStream input;
  private final Echo echo;
  private final InputRecorder recorder;
  private final UnaryOperator<String> encoding;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Thread.Builder threads;
  private Thread thread;
  private int waitingBytes;

  /** Whether the thread waits for the harness, and so perhaps for ever. */
  private volatile boolean writing;

  /** Whether the harness shows what is typed. */
  @FunctionalInterface
  interface Echo {
    /**
     * Asks.
     *
     * @throws IOException when its terminal is closed
     */
    boolean isOn() throws IOException;
  }

  private record Item(String text, byte[] bytes, CompletableFuture<Void> written) {}

  /**
   * A pump; its thread starts with the first input.
   *
   * @param input the harness's standard input
   * @param echo asked before anything is typed
   * @param recorder writes down what was typed
   * @param encoding how text becomes what the harness reads
   * @param sessionId names the thread
   */
  InputPump(
      OutputStream input,
      Echo echo,
      InputRecorder recorder,
      UnaryOperator<String> encoding,
      String sessionId) {
    this.input = input;
    this.echo = echo;
    this.recorder = recorder;
    this.encoding = encoding;
    this.threads = Thread.ofPlatform().daemon().name("coven-input-" + sessionId);
  }

  /**
   * Queues input.
   *
   * @param text what was typed
   * @return completes when the harness's terminal or pipe took it
   * @throws IOException when too much waits already, since the harness does not read
   */
  synchronized CompletableFuture<Void> send(String text) throws IOException {
    byte[] bytes = encoding.apply(text).getBytes(StandardCharsets.UTF_8);
    if (waitingBytes > 0 && waitingBytes + bytes.length > MAX_WAITING_BYTES) {
      throw new IOException(waitingBytes + " bytes wait already; the harness does not read them");
    }
    waitingBytes += bytes.length;
    if (thread == null) {
      thread = threads.start(this::run);
    }
    Item item = new Item(text, bytes, new CompletableFuture<>());
    queue.add(item);
    return item.written();
  }

  /**
   * Ends the thread; what was typed so far is written down, however long the ledger takes.
   *
   * @param giveUp ends a write that nobody reads
   * @throws InterruptedException when interrupted while waiting
   */
  void stop(Runnable giveUp) throws InterruptedException {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running == null) {
      return;
    }
    queue.add(STOP);
    running.join(STOP_MILLIS);
    if (running.isAlive() && writing) {
      giveUp.run();
    }
    running.join();
  }

  private void run() {
    try {
      for (Item item = next(); item != STOP; item = next()) {
        write(item);
      }
      recorder.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Item next() throws InterruptedException {
    while (!recorder.isEmpty()) {
      Item item = queue.poll(recorder.nanosLeft(), TimeUnit.NANOSECONDS);
      if (item != null) {
        return item;
      }
      recorder.flush();
    }
    return queue.take();
  }

  private void write(Item item) throws InterruptedException {
    try {
      // Asked before: a program that reads a password shows again what is typed behind it.
      boolean shown = echo.isOn();
      writing = true;
      input.write(item.bytes());
      input.flush();
      writing = false;
      if (shown) {
        recorder.typed(item.text());
      } else {
        recorder.hidden(item.text());
      }
      item.written().complete(null);
    } catch (IOException e) {
      item.written().completeExceptionally(e);
    } finally {
      writing = false;
      synchronized (this) {
        waitingBytes -= item.bytes().length;
      }
    }
  }
}
