package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.ledger.TestLedger;
import dev.coven.privacy.Redactor;
import dev.coven.privacy.SecretRules;
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
  private OutputLane lane;
  private volatile boolean echo = true;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    session = ledger.running("s", 1);
    lane = ledger.writer.openLane(session.key());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private InputPump pump(OutputStream input) {
    return new InputPump(input, () -> echo, recorder(), UnaryOperator.identity(), "s");
  }

  private InputRecorder recorder() {
    return new InputRecorder(lane, new Redactor(SecretRules.builtIn()).stream());
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
    pump.stop(() -> {});

    endSession();
    assertEquals(typed.toString(), out.toString(StandardCharsets.UTF_8));
    assertEquals(typed.toString(), recorded());
  }

  @Test
  void aLineIsOneEventHoweverItWasTyped() throws Exception {
    InputRecorder recorder = recorder();
    for (String key : List.of("l", "s", "\r", "p", "w", "d", "\n", "q")) {
      recorder.typed(key);
    }
    assertTrue(recorder.nanosLeft() <= 50_000_000);
    recorder.flush();
    recorder.flush();

    endSession();
    assertEquals("ls\rpwd\nq", recorded());
    assertEquals(4, ledger.kinds("s").size(), "three lines and the end");
  }

  @Test
  void keystrokesAreWrittenDownThoughTheLineIsNotDone() throws Exception {
    InputPump pump = pump(new ByteArrayOutputStream());
    Wait.result(pump.send("half a li"));
    Wait.until("they are written down", () -> recorded().equals("half a li"));
    pump.stop(() -> {});
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
    pump.stop(() -> {});
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
    pump.stop(() -> {});
    endSession();
    assertEquals("", recorded());
  }

  @Test
  void ofWhatIsTypedUnseenOnlyTheLengthIsWrittenDown() throws Exception {
    InputPump pump = pump(new ByteArrayOutputStream());
    Wait.result(pump.send("login ada\r"));
    echo = false;
    Wait.result(pump.send("hünter2"));
    Wait.result(pump.send("\r"));
    echo = true;
    Wait.result(pump.send("ls\r"));
    pump.stop(() -> {});
    endSession();

    assertEquals("login ada\rls\r", recorded());
    int hidden = 0;
    for (String payload : inputs()) {
      assertFalse(payload.contains("nter"), payload);
      JsonObject event = Json.parseObject(payload);
      hidden += event.has("redacted") ? event.get("redacted").getAsInt() : 0;
    }
    assertEquals("hünter2\r".length(), hidden);
  }

  @Test
  void aSecretThatIsTypedKeyByKeyIsMasked() throws Exception {
    InputRecorder recorder = recorder();
    String secret = "ghp_" + "aB3".repeat(12);
    for (char key : ("export T=" + secret + "\r").toCharArray()) {
      recorder.typed(String.valueOf(key));
      recorder.flush();
    }
    recorder.finish();
    endSession();

    String typed = recorded();
    assertEquals("export T=".length() + secret.length() + 1, typed.length(), typed);
    assertFalse(typed.contains("aB3aB3"), typed);
  }

  /** Everything that was typed is before the end. */
  private void endSession() throws Exception {
    Wait.result(lane.finish(change -> change.end(session.key(), SessionStatus.COMPLETED, 0)));
  }

  private List<String> inputs() throws Exception {
    return ledger.events("s").stream()
        .filter(event -> event.kind() == EventKind.INPUT)
        .map(event -> event.payloadJson())
        .toList();
  }

  private String recorded() throws Exception {
    StringBuilder text = new StringBuilder();
    for (String payload : inputs()) {
      text.append(Json.parseObject(payload).get("data").getAsString());
    }
    return text.toString();
  }
}
