package dev.coven.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a harness finds on its terminal beside the terminal itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalReopenedTest {
  /** More than a terminal holds, so that a harness would hang if nobody read. */
  private static final int LINES = 20_000;

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
  void aTerminalThatEverybodyClosedIsReadOnWhenItIsOpenedAgain() throws Exception {
    String id =
        stage.run(
            stage.onTerminal(
                "exec </dev/null >/dev/null 2>&1; sleep 0.3; seq 1 " + LINES + " >/dev/tty"));
    assertEquals(SessionStatus.COMPLETED, stage.record(id).status());
    assertTrue(stage.ledger.output(id).endsWith("\n" + LINES + "\r\n"));
  }

  @Test
  void theDaemonsUmaskIsNotTheHarnesss() throws Exception {
    String id = stage.run(stage.onTerminal("umask"));
    assertEquals("0022\r\n", stage.ledger.output(id));
  }
}
