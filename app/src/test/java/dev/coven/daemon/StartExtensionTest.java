package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.Ticks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class StartExtensionTest {
  @TempDir private Path directory;

  @Test
  void asksAtOnceAndThenEveryFiveSecondsOfProgress() throws Exception {
    Path path = directory.resolve("notify");
    Ticks ticks = new Ticks();
    List<String> request = List.of("EXTEND_TIMEOUT_USEC=20000000", "STATUS=migrates");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier =
            new ServiceNotifier(Optional.of(path.toString()), complaint -> {})) {
      StartExtension extension = new StartExtension(notifier, ticks);
      extension.progress("migrates");
      extension.progress("migrates");
      assertEquals(List.of(request), manager.sent());
      ticks.passSeconds(4);
      extension.progress("migrates");
      assertEquals(List.of(), manager.sent());
      ticks.passSeconds(1);
      extension.progress("migrates");
      extension.progress("migrates");
      assertEquals(List.of(request), manager.sent());
    }
  }
}
