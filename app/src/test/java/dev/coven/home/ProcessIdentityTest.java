package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessIdentityTest {
  @Test
  void thisProcessLives() {
    ProcessIdentity self = ProcessIdentity.self();
    assertEquals(ProcessHandle.current().pid(), self.pid());
    assertTrue(self.isAlive());
    assertTrue(self.isRunning());
    assertEquals(Optional.of(ProcessHandle.current()), self.handle());
    assertEquals(self, ProcessIdentity.self());
  }

  @Test
  void aProcessThatEndedDoesNotLive() throws Exception {
    Process process = new ProcessBuilder("sleep", "1000").start();
    ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
    assertTrue(identity.isRunning());
    process.destroyForcibly();
    Wait.result(process.onExit());
    Wait.until("it is gone", () -> !identity.isAlive());
    assertFalse(identity.isRunning());
    assertEquals(Optional.empty(), identity.handle());
  }

  @Test
  void anotherUnderTheSameNumberIsNotTheSame() {
    ProcessIdentity self = ProcessIdentity.self();
    for (String start : new String[] {"", self.start() + "1", "another-boot:1"}) {
      ProcessIdentity earlier = new ProcessIdentity(self.pid(), start);
      assertFalse(earlier.isAlive());
      assertFalse(earlier.isRunning());
      assertEquals(Optional.empty(), earlier.handle());
    }
  }

  @Test
  void numbersThatNoProcessHas() {
    for (long pid : new long[] {0, -1, Long.MAX_VALUE}) {
      assertEquals(Optional.empty(), ProcessIdentity.of(pid));
      assertFalse(new ProcessIdentity(pid, "x").isAlive());
      assertEquals(Optional.empty(), new ProcessIdentity(pid, "x").handle());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aZombieLivesAndDoesNotRun() throws Exception {
    // The shell becomes a sleep that never asks for its child.
    Process parent = new ProcessBuilder("sh", "-c", "sh -c 'echo $$' & exec sleep 1000").start();
    try (var out = parent.inputReader()) {
      long child = Long.parseLong(out.readLine());
      ProcessIdentity identity = ProcessIdentity.of(child).orElseThrow();
      Wait.until("it has ended", () -> !identity.isRunning());
      assertTrue(identity.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void aLockHolderComesBackFromItsText() {
    LockHolder holder =
        new LockHolder(ProcessIdentity.self(), Instant.parse("2026-01-02T03:04:05.678Z"));
    assertEquals(Optional.of(holder), LockHolder.parse(holder.toText()));
    for (String garbage : new String[] {"", "x", "{}", "{\"pid\":1}", "[]", "{\"pid\":1"}) {
      assertEquals(Optional.empty(), LockHolder.parse(garbage));
    }
  }
}
