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

  /** How long the pump may take to end once its harness is gone. */
  private static final long STOP_MILLIS = 1_000;

  private static final Item STOP = new Item("", new byte[0], null);

  private final OutputStream input;
  private final InputRecorder recorder;
  private final UnaryOperator<String> encoding;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Thread.Builder threads;
  private Thread thread;
  private int waitingBytes;

  private record Item(String text, byte[] bytes, CompletableFuture<Void> written) {}

  /**
   * A pump; its thread starts with the first input.
   *
   * @param input the harness's standard input
   * @param recorder writes down what was typed
   * @param encoding how text becomes what the harness reads
   * @param sessionId names the thread
   */
  InputPump(
      OutputStream input,
      InputRecorder recorder,
      UnaryOperator<String> encoding,
      String sessionId) {
    this.input = input;
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

  /** Ends the thread; what was typed so far is written down. */
  void stop() throws InterruptedException {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      queue.add(STOP);
      running.join(STOP_MILLIS);
    }
  }

  private void run() {
    try {
      for (Item item = next(); item != STOP; item = next()) {
        write(item);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      recorder.flush();
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

  private void write(Item item) {
    try {
      input.write(item.bytes());
      input.flush();
      recorder.typed(item.text());
      item.written().complete(null);
    } catch (IOException e) {
      item.written().completeExceptionally(e);
    } finally {
      synchronized (this) {
        waitingBytes -= item.bytes().length;
      }
    }
  }
}
