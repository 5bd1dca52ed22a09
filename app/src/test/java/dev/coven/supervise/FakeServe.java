package dev.coven.supervise;

import dev.coven.client.FakeDaemon;
import dev.coven.contract.DaemonIdentity;
import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** A process that behaves as a daemon does: it takes the lock, waits for it, serves, and drains. */
final class FakeServe {
  private FakeServe() {}

  /** Serves the home of the environment until it is asked to end. */
  public static void main(String[] arguments) throws Exception {
    CovenHome home = CovenHome.locate(System.getenv());
    CountDownLatch end = new CountDownLatch(1);
    try (FileChannel lock =
        FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();
      ProcessIdentity self = ProcessIdentity.self();
      lock.truncate(0);
      lock.write(
          ByteBuffer.wrap(
              new LockHolder(self, FakeDaemon.START).toText().getBytes(StandardCharsets.UTF_8)));
      Files.deleteIfExists(home.socket());
      Files.writeString(home.directory().resolve("arguments"), String.join(" ", arguments));
      serve(home, self, end);
    }
  }

  private static void serve(CovenHome home, ProcessIdentity self, CountDownLatch end)
      throws IOException, InterruptedException {
    DaemonIdentity identity =
        new DaemonIdentity(self.pid(), FakeDaemon.START, home.socket().toString());
    DaemonFile file = new DaemonFile(home);
    file.write(new DaemonRecord(identity, "coven.daemon.v1", "0.0.1", "i", self.start()));
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions()));
      daemon.on(
          "POST /internal/lifecycle/shutdown",
          _ -> {
            end.countDown();
            return FakeDaemon.response(202, "{\"ok\":true}");
          });
      end.await();
    }
    file.remove();
  }
}
