package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.coven.kit.CommandResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A command that goes on while a test watches what it prints; closing it kills it. */
final class Following implements AutoCloseable {
  /** Twice what a command waits for a daemon that went away. */
  private static final long PATIENCE_SECONDS = 60;

  private final long begin = System.nanoTime();
  private final Process process;
  private final Gathered out;
  private final Gathered err;

  Following(Process process) throws IOException {
    this.process = process;
    process.getOutputStream().close();
    this.out = new Gathered(process.getInputStream());
    this.err = new Gathered(process.getErrorStream());
  }

  Process process() {
    return process;
  }

  /** Waits until it has printed a text to standard output; gives all of it so far. */
  String awaitOut(String text) throws InterruptedException {
    return out.await(text);
  }

  /** The same for standard error. */
  String awaitErr(String text) throws InterruptedException {
    return err.await(text);
  }

  /** Ends it with TERM; unlike {@link Process#destroy}, leaves its output to be read. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** The output so far. */
  byte[] bytes() {
    return out.bytes();
  }

  /** Waits for its end and the end of its streams. */
  CommandResult awaitEnd() throws InterruptedException {
    assertTrue(
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS),
        () -> "it goes on, and said: " + out + err);
    out.awaitEnd();
    err.awaitEnd();
    return new CommandResult(
        process.exitValue(), out.toString(), err.toString(), System.nanoTime() - begin);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** A stream, read to its end by a thread of its own. */
  private static final class Gathered {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile IOException failure;
    private boolean ended;

    Gathered(InputStream stream) {
      Thread.ofPlatform().daemon().start(() -> gather(stream));
    }

    private void gather(InputStream stream) {
      byte[] buffer = new byte[8192];
      try (stream) {
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
          synchronized (this) {
            bytes.write(buffer, 0, n);
            notifyAll();
          }
        }
      } catch (IOException e) {
        failure = e;
      } finally {
        synchronized (this) {
          ended = true;
          notifyAll();
        }
      }
    }

    synchronized String await(String text) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!toString().contains(text)) {
        if (ended || !awaitChange(deadline)) {
          fail("\"" + text + "\" was not printed, but: " + this);
        }
      }
      return toString();
    }

    synchronized void awaitEnd() throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!ended) {
        if (!awaitChange(deadline)) {
          fail("the command has ended, but something holds its output");
        }
      }
      if (failure != null) {
        fail("the output could not be read to its end", failure);
      }
    }

    private boolean awaitChange(long deadline) throws InterruptedException {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
      return true;
    }

    synchronized byte[] bytes() {
      return bytes.toByteArray();
    }

    @Override
    public synchronized String toString() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
