package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.ledger.StoredSession;
import dev.coven.ledger.TestLedger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InputPumpTest {
  @TempDir private Path directory;
  private TestLedger ledger;
  private StoredSession session;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    session = ledger.running("s", 1);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private InputPump pump(OutputStream input) {
    return new InputPump(
        input, new InputRecorder(ledger.writer, session.key()), UnaryOperator.identity(), "s");
  }

  @Test
  void whatWasTypedComesOutWholeAndInOrder() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputPump pump = pump(out);
    StringBuilder typed = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      pump.send(i + "é");
      typed.append(i + "é");
    }
    pump.stop();

    assertEquals(typed.toString(), out.toString(StandardCharsets.UTF_8));
    assertEquals(typed.toString(), recorded());
  }

  @Test
  void aLineIsOneEventHoweverItWasTyped() throws Exception {
    InputRecorder recorder = new InputRecorder(ledger.writer, session.key());
    for (String key : List.of("l", "s", "\r", "p", "w", "d", "\n", "q")) {
      recorder.typed(key);
    }
    assertTrue(recorder.nanosLeft() <= 50_000_000);
    recorder.flush();
    recorder.flush();

    assertEquals("ls\rpwd\nq", recorded());
    assertEquals(3, ledger.kinds("s").size());
  }

  @Test
  void keystrokesAreWrittenDownThoughTheLineIsNotDone() throws Exception {
    InputPump pump = pump(new ByteArrayOutputStream());
    Wait.result(pump.send("half a li"));
    Wait.until("they are written down", () -> recorded().equals("half a li"));
    pump.stop();
  }

  @Test
  void tooMuchThatWaitsIsRefusedAndTheRestGoesOn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InputPump pump =
        pump(
            new OutputStream() {
              @Override
              public void write(int b) {
                throw new AssertionError("whole inputs are expected");
              }

              @Override
              public void write(byte[] bytes) {
                try {
                  Wait.open(release);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                out.writeBytes(bytes);
              }
            });
    String large = "x".repeat(700_000);
    CompletableFuture<Void> first = pump.send(large);
    assertThrows(IOException.class, () -> pump.send(large));
    CompletableFuture<Void> small = pump.send("small");
    release.countDown();
    Wait.result(first);
    Wait.result(small);
    pump.stop();
    assertEquals(large + "small", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void inputThatWasNotTakenIsNotWrittenDown() throws Exception {
    InputPump pump =
        pump(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("nobody reads");
              }
            });
    CompletableFuture<Void> lost = pump.send("lost\n");
    assertThrows(ExecutionException.class, () -> Wait.result(lost));
    pump.stop();
    assertEquals("", recorded());
  }

  private String recorded() throws Exception {
    ledger.commit(transaction -> "everything submitted before this");
    StringBuilder text = new StringBuilder();
    for (var event : ledger.events("s")) {
      if (event.kind() == EventKind.INPUT) {
        text.append(Json.text(Json.parseObject(event.payloadJson()), "data").orElseThrow());
      }
    }
    return text.toString();
  }
}
