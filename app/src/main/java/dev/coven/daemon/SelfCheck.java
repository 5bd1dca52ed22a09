package dev.coven.daemon;

import com.google.gson.JsonObject;
import dev.coven.home.CovenVersion;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.LedgerNumbers;
import dev.coven.session.TerminalTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXSocket;
import org.tinylog.configuration.Configuration;

/**
 * Whether this version can work on this machine, found out before a daemon of it is started: its
 * native libraries load, it opens a ledger, and it starts a process on a terminal.
 */
public final class SelfCheck {
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
    TerminalTrial.run();
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
}
