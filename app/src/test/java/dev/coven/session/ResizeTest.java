package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coven.Wait;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.TerminalSize;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A terminal gets another size, and whoever draws on it hears of that. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResizeTest {
  /** Says how large its terminal is at first and each time that it hears of a change. */
  private static final String MEASURING =
      "trap 'echo size $(stty size)' WINCH; echo first $(stty size);"
          + " while :; do sleep 0.02; done";

  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = Stage.open(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void theHarnessHearsOfEachNewSize() throws Exception {
    String id = stage.launch(stage.onTerminal(MEASURING));
    stage.awaitOutput(id, "first 24 80\r");
    stage.sessions.resize(id, new TerminalSize(132, 50));
    stage.awaitOutput(id, "size 50 132\r");
    stage.sessions.resize(id, new TerminalSize(1, 1));
    stage.awaitOutput(id, "size 1 1\r");
    stage.sessions.resize(id, new TerminalSize(65535, 65535));
    stage.awaitOutput(id, "size 65535 65535\r");
    stage.sessions.kill(id);
    stage.awaitEnd(id);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theSizeStaysAndChangesAfterAHandover() throws Exception {
    MemoryKeeper keeper = new MemoryKeeper();
    Sessions first = stage.sessions("run-3", Optional.of(keeper));
    first.start();
    String id = first.launch(stage.onTerminal(MEASURING)).record().id();
    stage.awaitOutput(id, "first 24 80\r");
    first.resize(id, new TerminalSize(100, 30));
    stage.awaitOutput(id, "size 30 100\r");
    first.shutdown();
    Sessions second = stage.sessions("run-4", Optional.of(keeper.next()));
    second.start();
    second.resize(id, new TerminalSize(90, 20));
    stage.awaitOutput(id, "size 20 90\r");
    second.kill(id);
    stage.awaitEnd(id);
    Wait.until("it is let go", () -> second.liveCount() == 0);
    second.shutdown();
  }

  @Test
  void pipesHaveNoSize() throws Exception {
    String id = stage.launch(stage.betweenPipes("exec sleep 1000"));
    ApiException refused = assertThrows(ApiException.class, () -> resize(id));
    assertEquals(ErrorCode.SESSION_NOT_LIVE, refused.code());
    assertEquals("no_terminal", refused.details().get("reason").getAsString());
    assertThrows(ApiException.class, () -> stage.sessions.requireResizable(id));
    stage.sessions.kill(id);
    stage.awaitEnd(id);
  }

  @Test
  void whatHasEndedHasNoSize() throws Exception {
    String id = stage.run(stage.onTerminal("exit 0"));
    Wait.until("it is let go", () -> stage.sessions.liveCount() == 0);
    assertEquals(
        ErrorCode.SESSION_NOT_LIVE, assertThrows(ApiException.class, () -> resize(id)).code());
    assertEquals(
        ErrorCode.SESSION_NOT_FOUND, assertThrows(ApiException.class, () -> resize("none")).code());
  }

  private void resize(String id) throws Exception {
    stage.sessions.resize(id, TerminalSize.FIRST);
  }
}
