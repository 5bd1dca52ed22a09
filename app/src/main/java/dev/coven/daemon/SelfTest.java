package dev.coven.daemon;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.session.TerminalTrial;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * Tries on this machine what no Java alone does: the native libraries, and a program on a terminal.
 * A library that does not fit may end the process, so that whoever wants to know runs it as one of
 * its own.
 */
public final class SelfTest {
  private SelfTest() {}

  /** Something that works or throws. */
  private interface Trial {
    void run() throws Exception;
  }

  /**
   * Tries all.
   *
   * @return the name of each, with null where it works, else why it does not, in a sentence
   */
  public static JsonObject run() {
    JsonObject tried = new JsonObject();
    tried.add("ledger", Json.nullable(fault(SelfTest::database)));
    tried.add("socket", Json.nullable(fault(SelfTest::sockets)));
    tried.add("terminal", Json.nullable(fault(TerminalTrial::run)));
    return tried;
  }

  private static String fault(Trial trial) {
    try {
      trial.run();
      return null;
    } catch (Exception | LinkageError e) {
      Throwable cause =
          e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
      return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
  }

  private static void database() throws SQLException {
    try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = memory.createStatement();
        ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
      if (!row.next()) {
        throw new SQLException("SQLite does not tell its version.");
      }
    }
  }

  private static void sockets() throws IOException {
    AFUNIXSocket.ensureSupported();
  }
}
