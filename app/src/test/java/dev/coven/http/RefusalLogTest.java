package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.contract.ApiException;
import dev.coven.contract.Reason;
import dev.coven.privacy.LogLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
  private final List<String> written = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5; // nanoTime may wrap around
  private final RefusalLog log = new RefusalLog(() -> now, line -> written.add(line.toString()));

  @Test
  void aRefusalTellsWhatWasAskedForAndWhyNot() {
    Map<String, String> subject = new LinkedHashMap<>();
    subject.put("harness", "codex");
    subject.put("project", "/a b");
    log.request(
        "launch",
        subject,
        ApiException.invalid(Reason.CWD_OUTSIDE_ROOT, "It is outside.")
            .with("cwd", "../x")
            .with("harness", "again")
            .with("sessionId", "s1"));
    assertEquals(
        List.of(
            "launch refused code=invalid_request harness=codex project=\"/a b\""
                + " reason=cwd_outside_root cwd=../x session=s1 why=\"It is outside.\""),
        written);
  }

  @Test
  void aFloodIsCountedAndNotWritten() {
    for (int i = 0; i < RefusalLog.BURST + 1000; i++) {
      log.write(LogLine.of("refused").with("i", i));
    }
    assertEquals(RefusalLog.BURST, written.size());
    now += TimeUnit.SECONDS.toNanos(1);
    log.write(LogLine.of("later"));
    log.write(LogLine.of("too soon"));
    assertEquals(
        List.of("more was refused than is written count=1000", "later"),
        written.subList(RefusalLog.BURST, written.size()));
    now += TimeUnit.HOURS.toNanos(1);
    written.clear();
    for (int i = 0; i < RefusalLog.BURST + 5; i++) {
      log.write(LogLine.of("refused"));
    }
    assertEquals(RefusalLog.BURST + 1, written.size());
  }
}
