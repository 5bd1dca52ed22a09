package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coven.contract.DaemonIdentity;
import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonFilePartTest {
  @TempDir private Path directory;
  private CovenHome home;
  private DaemonFile file;

  @BeforeEach
  void name() {
    home = new CovenHome(directory);
    file = new DaemonFile(home);
  }

  private static DaemonRecord record(long pid) {
    return new DaemonRecord(
        new DaemonIdentity(pid, Instant.parse("2026-01-02T03:04:05.678Z"), "/s"),
        "coven.daemon.v1",
        "0.1.0",
        "i",
        "start");
  }

  @Test
  void theFileIsThereWhileTheDaemonRuns() throws Exception {
    DaemonFilePart part = new DaemonFilePart(file, record(1));
    part.start();
    assertEquals(new DaemonFile.Content.Present(record(1)), file.read());
    part.shutdown();
    assertFalse(Files.exists(home.daemonFile()));
  }

  @Test
  void whatAnEarlierDaemonLeftIsReplaced() throws Exception {
    file.write(record(2));
    DaemonFilePart part = new DaemonFilePart(file, record(1));
    part.start();
    assertEquals(new DaemonFile.Content.Present(record(1)), file.read());
    part.shutdown();
  }

  @Test
  void garbageIsReplaced() throws Exception {
    Files.writeString(home.daemonFile(), "garbage \u001b[2J");
    DaemonFilePart part = new DaemonFilePart(file, record(1));
    part.start();
    assertEquals(new DaemonFile.Content.Present(record(1)), file.read());
    part.shutdown();
  }

  @Test
  void aFileThatIsGoneAlreadyDoesNotFailTheEnd() throws Exception {
    DaemonFilePart part = new DaemonFilePart(file, record(1));
    part.start();
    Files.delete(home.daemonFile());
    part.shutdown();
  }
}
