package dev.coven.session;

import dev.coven.home.ProcessIdentity;
import dev.coven.posix.Alarm;
import dev.coven.posix.PosixException;
import dev.coven.posix.ProcessEnd;
import java.io.IOException;
import java.util.OptionalInt;

/** Sees the end of a process: of a child, or of one that an earlier daemon started. */
interface ProcessWatch {
  boolean isAlive();

  /**
   * Waits for its end.
   *
   * @param alarm ends the wait, if it can
   * @return its exit code; empty when only its parent was told
   * @throws IOException when it cannot be waited for
   * @throws InterruptedException when interrupted while waiting
   */
  OptionalInt await(Alarm alarm) throws IOException, InterruptedException;

  /**
   * A child of this process.
   *
   * @param process the child
   */
  record Child(Process process) implements ProcessWatch {
    @Override
    public boolean isAlive() {
      // The JDK learns of an end only when its own thread has looked.
      return process.isAlive()
          && ProcessIdentity.of(process.pid()).filter(ProcessIdentity::isRunning).isPresent();
    }

    @Override
    public OptionalInt await(Alarm alarm) throws InterruptedException {
      return OptionalInt.of(process.waitFor());
    }
  }

  /**
   * Somebody else's child.
   *
   * @param process the process
   */
  record Stranger(ProcessIdentity process) implements ProcessWatch {
    @Override
    public boolean isAlive() {
      return process.isRunning();
    }

    @Override
    public OptionalInt await(Alarm alarm) throws IOException {
      try (ProcessEnd end = ProcessEnd.of(process.pid())) {
        // Looked at after it was taken hold of: now it cannot be another any more.
        if (process.isRunning()) {
          end.await(alarm);
        }
      } catch (PosixException e) {
        if (e.errno() != PosixException.ESRCH) {
          throw e;
        }
      }
      return OptionalInt.empty();
    }
  }
}
