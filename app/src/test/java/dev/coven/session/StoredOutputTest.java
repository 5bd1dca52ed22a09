package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.posix.Alarm;
import dev.coven.posix.Descriptor;
import dev.coven.posix.DescriptorOutput;
import dev.coven.posix.MemoryFile;
import dev.coven.posix.Pipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Output that waits in stored memory, without a harness. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoredOutputTest {
  private final AtomicInteger copied = new AtomicInteger();
  private final Alarm alarm;

  StoredOutputTest() throws IOException {
    this.alarm = new Alarm();
  }

  private StoredOutput betweenPipes(Descriptor out, MemoryFile file, long committed)
      throws IOException {
    return new StoredOutput(
        null, null, out, file, committed, alarm, hangUp(), copied::incrementAndGet);
  }

  private static HangUp hangUp() {
    return new HangUp(() -> false);
  }

  private static byte[] readAll(OutputSource source) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[10_000];
    for (int count = source.read(buffer, 0, buffer.length, -1);
        count != OutputSource.END;
        count = source.read(buffer, 0, buffer.length, -1)) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  @Test
  void everyByteComesOutInOrder() throws Exception {
    byte[] printed = new byte[1_000_000];
    new Random(7).nextBytes(printed);
    try (Pipe pipe = Pipe.open();
        StoredOutput output = betweenPipes(pipe.readEnd(), MemoryFile.create("test"), 0)) {
      CompletableFuture<Void> printing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  new DescriptorOutput(pipe.writeEnd(), alarm).write(printed);
                  pipe.writeEnd().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertArrayEquals(printed, readAll(output));
      printing.join();
    }
  }

  @Test
  void theNextReaderBeginsWhereTheLedgerEnds() throws Exception {
    Pipe pipe = Pipe.open();
    MemoryFile file = MemoryFile.create("test");
    new DescriptorOutput(pipe.writeEnd(), alarm)
        .write("committed, and not".getBytes(StandardCharsets.UTF_8));
    StoredOutput first = betweenPipes(pipe.readEnd(), file, 0);
    byte[] buffer = new byte[100];
    assertEquals(18, first.read(buffer, 0, buffer.length, -1));
    assertEquals(0, first.read(buffer, 0, buffer.length, 1_000_000), "nothing came in time");
    pipe.writeEnd().close();

    try (StoredOutput second = betweenPipes(pipe.readEnd(), file, 9)) {
      assertEquals(", and not", new String(readAll(second), StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsCommittedIsGivenBackAndTheRestIsNot() throws Exception {
    byte[] printed = new byte[300 * 1024];
    new Random(8).nextBytes(printed);
    MemoryFile file = MemoryFile.create("test");
    file.write(0, printed, 0, printed.length);
    try (Pipe pipe = Pipe.open();
        StoredOutput output = betweenPipes(pipe.readEnd(), file, 0)) {
      pipe.writeEnd().close();
      output.committed(100 * 1024);
      output.committed(290 * 1024);
      byte[] buffer = new byte[10 * 1024];
      file.read(290 * 1024, buffer, 0, buffer.length);
      byte[] rest = Arrays.copyOfRange(printed, 290 * 1024, 300 * 1024);
      assertArrayEquals(rest, buffer);
      file.read(0, buffer, 0, buffer.length);
      assertArrayEquals(new byte[buffer.length], buffer, "given back");
      assertEquals(printed.length, file.size());
    }
  }

  @Test
  void aLedgerThatIsAheadOfTheOutputIsRefused() throws Exception {
    try (Pipe pipe = Pipe.open();
        MemoryFile file = MemoryFile.create("test")) {
      assertThrows(IllegalArgumentException.class, () -> betweenPipes(pipe.readEnd(), file, 1));
    }
  }

  @Test
  void whatCannotBeSplicedIsCopied() throws Exception {
    // Between two files nothing can be spliced: EINVAL, as from a kernel that splices no terminals.
    byte[] printed = "as it was printed".getBytes(StandardCharsets.UTF_8);
    try (MemoryFile terminal = MemoryFile.create("terminal");
        MemoryFile noPipe = MemoryFile.create("no pipe");
        Pipe between = Pipe.open();
        StoredOutput output =
            new StoredOutput(
                terminal.descriptor(),
                noPipe.descriptor(),
                between.readEnd(),
                MemoryFile.create("test"),
                0,
                alarm,
                hangUp(),
                copied::incrementAndGet)) {
      terminal.write(0, printed, 0, printed.length);
      assertArrayEquals(printed, readAll(output));
      assertEquals(1, copied.get(), "said once");
    }
  }
}
