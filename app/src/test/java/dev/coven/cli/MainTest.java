package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of an exit code when nobody could read what was printed. */
class MainTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Io io(OutputStream out) {
    return new Io(Map.of(), Io.utf8(out), Io.utf8(said), new Terminals(false, false));
  }

  @Test
  void whatCannotBePrintedIsAFailure() {
    Io io =
        io(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    io.out().println("{\"schema\":1}");
    assertEquals(ExitCode.FAILED, Main.whole(io, ExitCode.OK));
    assertEquals(
        "coven: Not everything could be written to standard output.\n",
        said.toString(StandardCharsets.UTF_8));
    assertEquals(ExitCode.UNSETTLED, Main.whole(io, ExitCode.UNSETTLED));
  }

  @Test
  void whatWasPrintedChangesNothing() {
    Io io = io(new ByteArrayOutputStream());
    io.out().println("{\"schema\":1}");
    assertEquals(ExitCode.OK, Main.whole(io, ExitCode.OK));
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }
}
