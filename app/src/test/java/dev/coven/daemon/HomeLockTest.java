package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.home.CovenHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lock against another process; one in the same process would be refused by Java itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HomeLockTest {
  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void locate() {
    home = new CovenHome(directory);
  }

  /** Another process that holds a home's lock until it is closed. */
  static final class Holder implements AutoCloseable {
    private final Process process;

    Holder(Path home) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Holder.class.getName(),
                  home.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader out = process.inputReader();
      assertEquals("held", out.readLine());
    }

    public static void main(String[] arguments) throws Exception {
      CovenHome home = new CovenHome(Path.of(arguments[0]));
      try (HomeLock _ =
          HomeLock.acquire(home, HomeLock.WAIT, InstantSource.system(), _ -> false).get()) {
        System.out.println("held");
        int unused = System.in.read();
      }
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      try {
        assertTrue(process.waitFor(Wait.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void isRefusedWhileAnotherHoldsItNamingThePid() throws Exception {
    try (Holder holder = new Holder(directory)) {
      ParkedException thrown =
          assertThrows(ParkedException.class, () -> acquire(Duration.ZERO, _ -> false));
      assertTrue(thrown.getMessage().contains("pid " + holder.process.pid()), thrown::getMessage);
    }
  }

  @Test
  void isTakenWhenTheOtherLetsGo() throws Exception {
    Holder holder = new Holder(directory);
    Pause pause =
        _ -> {
          closeQuietly(holder);
          return false;
        };
    try (HomeLock _ = acquire(HomeLock.WAIT, pause).orElseThrow()) {
      assertTrue(!holder.process.isAlive());
    }
  }

  @Test
  void isGivenUpWhenTheEndIsAskedForMeanwhile() throws Exception {
    try (Holder _ = new Holder(directory)) {
      assertEquals(Optional.empty(), acquire(HomeLock.WAIT, _ -> true));
    }
    try (HomeLock _ = acquire(Duration.ZERO, _ -> false).orElseThrow()) {
      // Nothing was left locked or open.
    }
  }

  private Optional<HomeLock> acquire(Duration wait, Pause pause) throws Exception {
    return HomeLock.acquire(home, wait, InstantSource.system(), pause);
  }

  private static void closeQuietly(Holder holder) {
    try {
      holder.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
