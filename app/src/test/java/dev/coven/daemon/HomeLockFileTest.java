package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.home.CovenHome;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the lock's file, and that only the lock itself counts. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HomeLockFileTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));

  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void locate() {
    home = new CovenHome(directory);
  }

  private HomeLock acquire(Duration wait) throws Exception {
    return HomeLock.acquire(home, wait, CLOCK, _ -> false).orElseThrow();
  }

  @Test
  void namesItsHolderToItsOwnerAlone() throws Exception {
    try (HomeLock _ = acquire(Duration.ZERO)) {
      assertEquals(
          Optional.of(new LockHolder(ProcessIdentity.self(), CLOCK.instant())),
          LockHolder.parse(Files.readString(home.lock())));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.lock())));
    }
  }

  @Test
  void whatStoodInItIsReplacedWhole() throws Exception {
    Files.writeString(home.lock(), "x".repeat(10_000));
    acquire(Duration.ZERO).close();
    assertTrue(LockHolder.parse(Files.readString(home.lock())).isPresent());
  }

  @Test
  void theNameOfADaemonThatIsGoneHoldsNobodyUp() throws Exception {
    LockHolder gone = new LockHolder(new ProcessIdentity(1, "another boot:1"), Instant.EPOCH);
    Files.writeString(home.lock(), gone.toText());
    acquire(Duration.ZERO).close();
  }

  @Test
  void aHolderWhoseNameIsUnreadableIsStillAHolder() throws Exception {
    try (HomeLockTest.Holder _ = new HomeLockTest.Holder(directory)) {
      Files.writeString(home.lock(), "garbage");
      ParkedException parked = assertThrows(ParkedException.class, () -> acquire(Duration.ZERO));
      assertTrue(parked.getMessage().contains("another process"), parked.getMessage());
    }
  }

  @Test
  void theLockOfAKilledHolderIsFree() throws Exception {
    try (HomeLockTest.Holder _ = new HomeLockTest.Holder(directory)) {
      ProcessHandle holder =
          LockHolder.parse(Files.readString(home.lock()))
              .flatMap(written -> written.process().handle())
              .orElseThrow();
      holder.destroyForcibly();
      Wait.result(holder.onExit());
      acquire(Wait.PATIENCE).close();
    }
  }
}
