package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Announcer announcer(boolean journal) {
    return new Announcer(new PrintStream(printed, true, StandardCharsets.UTF_8), journal);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsForPeople() {
    announcer(false).warn("mind\u001b[31m this");
    announcer(false).error("could not start", new IOException("no room"));
    assertEquals(
        "coven: mind\\e[31m this\ncoven: could not start: java.io.IOException: no room\n",
        printed());
  }

  @Test
  void printsLevelsForTheJournal() {
    announcer(true).warn("mind\nthis");
    announcer(true).error("parked");
    assertEquals("<4>mind\\nthis\n<3>parked\n", printed());
  }

  @Test
  void leavesTheJournalToTheLogOnceThatIsOpen() {
    Announcer announcer = announcer(true);
    announcer.logIsOpen();
    announcer.error("said by the log");
    announcer.logIsClosed();
    announcer.error("said here");
    assertEquals("<3>said here\n", printed());
  }

  @Test
  void prefixesEveryLineOfAStackTrace() {
    assertEquals("<3>a\n<3>\tat b\n", JournalWriter.prefixed("<3>", "a\n\tat b\n"));
  }
}
