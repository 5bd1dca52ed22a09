package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.CovenHome;
import dev.coven.home.Crashes;
import dev.coven.home.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashEvidenceTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void aHome() throws Exception {
    home = new CovenHome(directory);
    Files.createDirectory(home.logs());
  }

  private Optional<Path> keep(Instant now) throws IOException {
    return new CrashEvidence(home).keep(now);
  }

  private void leave(long pid) throws IOException {
    Files.writeString(
        home.daemonFile(),
        "{\"pid\":" + pid + ",\"startedAt\":\"2026-01-02T00:00:00Z\",\"socket\":\"/s\"}\n");
  }

  @Test
  void afterACleanEndNothingIsKept() throws Exception {
    Files.writeString(home.log(), "stopped\n");
    assertEquals(Optional.empty(), keep(NOW));
    assertFalse(Files.exists(home.evidence()));
  }

  @Test
  void whatACrashLeftIsKeptForItsOwnerAlone() throws Exception {
    leave(4711);
    Files.writeString(home.log(), "the last words\n");
    Files.writeString(home.startLog(), "# fatal\nurl=https://me:0123456789abcdefABCDEF@host/\n");
    Path jvm = Files.writeString(home.logs().resolve("jvm-crash-4711.log"), "hs_err");
    Path other = Files.writeString(home.logs().resolve("jvm-crash-4712.log"), "another's");
    Path kept = keep(NOW).orElseThrow();
    assertEquals(home.evidence().resolve("crash-20260102T030405.678Z"), kept);
    assertEquals(NOW, Crashes.noticed(kept));
    assertEquals(Optional.of(ProcessHandle.current().pid()), Crashes.noticedBy(kept));
    assertEquals(Files.readString(home.daemonFile()), read(kept, CrashEvidence.DAEMON_FILE));
    assertEquals("the last words\n", read(kept, CrashEvidence.LOG));
    assertTrue(read(kept, CrashEvidence.PRINTED).startsWith("# fatal\n"));
    assertFalse(read(kept, CrashEvidence.PRINTED).contains("0123456789abcdef"));
    assertEquals("hs_err", read(kept, CrashEvidence.JVM));
    assertFalse(Files.exists(jvm));
    assertTrue(Files.exists(other));
    assertEquals("rwx------", permissions(home.evidence()));
    assertEquals("rwx------", permissions(kept));
    for (String file : List.of("daemon.json", "coven.log", "daemon.out")) {
      assertEquals("rw-------", permissions(kept.resolve(file)));
    }
  }

  @Test
  void aCrashIsKeptOnceThoughTheNextStartsFail() throws Exception {
    leave(1);
    Path kept = keep(NOW).orElseThrow();
    assertEquals(Optional.empty(), keep(NOW.plusSeconds(1)));
    leave(2);
    Path next = keep(NOW.plusSeconds(2)).orElseThrow();
    assertEquals(List.of(kept, next), Crashes.of(home).kept());
    assertEquals(Optional.of(next), Crashes.of(home).newest());
  }

  @Test
  void theLastFiveAreRememberedAndNothingElseIsTouched() throws Exception {
    Files.createDirectory(home.evidence());
    Path ledgers = Files.writeString(home.evidence().resolve("ledger-1-2.txt"), "damaged");
    Path named = Files.createDirectory(home.evidence().resolve("crash-mine"));
    for (int i = 0; i < 8; i++) {
      leave(i);
      keep(NOW.plusSeconds(i));
    }
    List<Path> kept = Crashes.of(home).kept();
    assertEquals(CrashEvidence.KEPT, kept.size());
    assertEquals(NOW.plusSeconds(3), Crashes.noticed(kept.getFirst()));
    assertTrue(Files.exists(ledgers) && Files.exists(named));
  }

  @Test
  void ofALongLogTheEndIsKeptAlsoWhenItHasJustRolled() throws Exception {
    leave(1);
    LogFiles files = new LogFiles(home.logs());
    String line = "a line of some length\n";
    Files.writeString(
        files.nextRolled(NOW), line.repeat(CrashEvidence.LOG_BYTES / line.length() * 2));
    Files.writeString(files.current(), "the last words\n");
    String log = read(keep(NOW).orElseThrow(), CrashEvidence.LOG);
    assertTrue(log.length() <= CrashEvidence.LOG_BYTES, () -> "" + log.length());
    assertTrue(log.length() > CrashEvidence.LOG_BYTES - 100, () -> "" + log.length());
    assertTrue(log.startsWith(line));
    assertTrue(log.endsWith(line + "the last words\n"));
  }

  @Test
  void garbageIsEvidenceToo() throws Exception {
    Files.writeString(home.daemonFile(), "garbage");
    assertEquals("garbage", read(keep(NOW).orElseThrow(), CrashEvidence.DAEMON_FILE));
  }

  @Test
  void aFileInItsWayIsAnError() throws Exception {
    leave(1);
    Files.createFile(home.evidence());
    assertThrows(IOException.class, () -> keep(NOW));
  }

  private static String read(Path directory, String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
