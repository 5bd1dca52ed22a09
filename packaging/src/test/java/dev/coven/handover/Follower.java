package dev.coven.handover;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** {@code coven attach}, which prints all that a session says and ends as it does. */
final class Follower extends Client {
  private static final int BUFFER_BYTES = 8192;

  private final Talk talk;
  private final ProcessBuilder attach;
  private final AtomicLong received = new AtomicLong();

  /**
   * A follower.
   *
   * @param talk its session
   * @param attach the command, without the session
   */
  Follower(Talk talk, List<String> attach) {
    super("follower of " + talk.tag());
    this.talk = talk;
    List<String> command = new java.util.ArrayList<>(attach);
    command.add(talk.tag());
    this.attach = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  @Override
  void run() throws IOException, InterruptedException {
    Process process = attach.start();
    process.getOutputStream().close();
    Listener listener = new Listener(talk);
    try (InputStream out = process.getInputStream()) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
        listener.accept(Arrays.copyOf(buffer, n));
        received.addAndGet(n);
      }
      listener.requireWhole();
      int exit = process.waitFor();
      if (exit != talk.exit()) {
        throw new AssertionError("attach to " + talk + " exits with " + exit);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  long progress() {
    return received.get();
  }
}
