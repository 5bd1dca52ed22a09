package dev.coven.daemon;

import com.google.gson.JsonObject;
import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import dev.coven.home.CovenVersion;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerNumbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXSocket;
import org.tinylog.configuration.Configuration;

/**
 * Whether this version can work on this machine, found out before a daemon of it is started: its
 * native libraries load, it opens a ledger, and it starts a process on a terminal.
 */
public final class SelfCheck {
  private static final String WORD = "ready";

  private SelfCheck() {}

  /**
   * Tries everything once.
   *
   * @param ledger a ledger to open, never one that is in use; made when it is not there, brought to
   *     this version's schema when it is an older one
   * @return what this version is
   * @throws Exception what it cannot do
   */
  public static JsonObject run(Path ledger) throws Exception {
    // Standard output holds the one document; what goes wrong is thrown.
    Configuration.replace(Map.of("level", "off"));
    if (!AFUNIXSocket.isSupported()) {
      throw new IOException("the library for unix sockets does not load");
    }
    Ledger opened = new Ledger(ledger);
    opened.start();
    opened.shutdown();
    terminal();
    LedgerNumbers numbers = LedgerNumbers.current();
    JsonObject writes = new JsonObject();
    writes.addProperty("schema", numbers.schema());
    writes.addProperty("compatibleFrom", numbers.compatibleFrom());
    JsonObject result = new JsonObject();
    result.addProperty("schema", 1);
    result.addProperty("version", CovenVersion.get());
    result.add("ledger", writes);
    return result;
  }

  private static void terminal() throws IOException, InterruptedException {
    PtyProcess process =
        new PtyProcessBuilder(new String[] {"/bin/sh", "-c", "test -t 0 && echo " + WORD})
            .setEnvironment(Map.of("PATH", "/usr/bin:/bin", "TERM", "xterm-256color"))
            .setConsole(false)
            .start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0 || !said.equals(WORD)) {
        throw new IOException("a process on a terminal does not print what it should");
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
