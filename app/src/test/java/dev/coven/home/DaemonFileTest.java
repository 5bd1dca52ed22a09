package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonFileTest {
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
        new DaemonIdentity(pid, Instant.parse("2026-01-02T03:04:05.678Z"), "/h/coven.sock"),
        "coven.daemon.v1",
        "0.1.0",
        "i-" + "x".repeat(5000),
        "boot:" + pid);
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    file.write(record(42));
    assertEquals(new DaemonFile.Content.Present(record(42)), file.read());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.daemonFile())));
    assertEquals(
        42,
        Json.number(Json.parseObject(Files.readString(home.daemonFile())), "pid").orElseThrow());
  }

  @Test
  void aFileOfTheReferenceDaemonIsUnderstood() throws IOException {
    Files.writeString(
        home.daemonFile(),
        "{\"pid\":7,\"startedAt\":\"2026-01-02T03:04:05Z\",\"socket\":\"/h/coven.sock\"}");
    var present = assertInstanceOf(DaemonFile.Content.Present.class, file.read());
    assertEquals(7, present.daemon().identity().pid());
    assertEquals("", present.daemon().processStart());
    assertFalse(present.daemon().process().isAlive());
  }

  @Test
  void nothingIsAbsent() throws IOException {
    assertInstanceOf(DaemonFile.Content.Absent.class, file.read());
    file.remove();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"pid\":1}",
        "null",
        "42",
        "\u0000\u0000",
        "{\"pid\":\"1\",\"startedAt\":\"2026-01-02T03:04:05Z\",\"socket\":\"s\"}",
        "{\"pid\":1,\"startedAt\":\"yesterday\",\"socket\":\"s\"}"
      })
  void whatNoDaemonWroteIsGarbage(String text) throws IOException {
    Files.writeString(home.daemonFile(), text);
    assertInstanceOf(DaemonFile.Content.Garbage.class, file.read());
  }

  @Test
  void bytesThatAreNoTextAndDirectoriesAreGarbage() throws IOException {
    Files.write(home.daemonFile(), new byte[] {'{', (byte) 0xff, '}'});
    assertInstanceOf(DaemonFile.Content.Garbage.class, file.read());
    Files.delete(home.daemonFile());
    Files.createDirectory(home.daemonFile());
    assertInstanceOf(DaemonFile.Content.Garbage.class, file.read());
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Files.writeString(home.daemonFile(), " ".repeat(64 * 1024) + "{}");
    var garbage = assertInstanceOf(DaemonFile.Content.Garbage.class, file.read());
    assertTrue(garbage.problem().contains("larger than"), garbage.problem());
  }

  @Test
  void aDraftThatAKilledDaemonLeftIsReplaced() throws IOException {
    Files.writeString(directory.resolve("daemon.json.new"), "half");
    file.write(record(1));
    assertFalse(Files.exists(directory.resolve("daemon.json.new")));
    assertEquals(new DaemonFile.Content.Present(record(1)), file.read());
  }

  @Test
  void noReaderEverSeesHalfOfIt() throws Exception {
    file.write(record(1));
    AtomicBoolean done = new AtomicBoolean();
    List<DaemonFile.Content> strange = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    DaemonFile.Content content = file.read();
                    if (!(content instanceof DaemonFile.Content.Present)) {
                      strange.add(content);
                    }
                  }
                });
    for (int i = 0; i < 500; i++) {
      file.write(record(i + 1));
    }
    done.set(true);
    Wait.ended(reader);
    assertEquals(List.of(), strange);
  }
}
