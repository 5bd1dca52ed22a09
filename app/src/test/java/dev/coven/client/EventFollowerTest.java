package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EventFollowerTest {
  private static final Pattern AFTER = Pattern.compile("afterSeq=(\\d+)");

  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final List<String> seen = new ArrayList<>();
  private final Detachment detachment = new Detachment();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @Test
  void passesStoredEventsThenLiveOnesEachOnce() throws Exception {
    // Two pages are there, the third event comes later, the exit last of all.
    AtomicInteger asked = new AtomicInteger();
    daemon.on(
        "GET /sessions/s1/events",
        request ->
            FakeDaemon.ok(
                switch ((int) after(request)) {
                  case 0 -> FakeDaemon.events(true, output(1));
                  case 1 -> FakeDaemon.events(false, output(4));
                  case 4 ->
                      asked.incrementAndGet() < 3
                          ? FakeDaemon.events(false)
                          : FakeDaemon.events(false, output(9));
                  case 9 -> FakeDaemon.events(false, exit(10));
                  default -> FakeDaemon.events(false);
                }));
    status(() -> asked.get() < 3 ? SessionStatus.RUNNING : SessionStatus.COMPLETED);
    assertEquals(SessionStatus.COMPLETED, follow().orElseThrow().status());
    assertEquals(List.of("1 stored", "4 stored", "9 live", "10 live"), seen);
  }

  @Test
  void endsWithTheRecordWhenThereIsNoExitEvent() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    daemon.on(
        "GET /sessions/s1/events",
        request ->
            FakeDaemon.ok(
                after(request) == 0
                    ? FakeDaemon.events(
                        false, FakeDaemon.event(2, "recovery", "{\"reason\":\"lost\"}"))
                    : FakeDaemon.events(false)));
    status(() -> asked.incrementAndGet() < 2 ? SessionStatus.RUNNING : SessionStatus.ORPHANED);
    assertEquals(SessionStatus.ORPHANED, follow().orElseThrow().status());
    assertEquals(List.of("2 stored"), seen);
  }

  @Test
  void takesWhatComesBetweenTheLastLookAndTheFinalStatus() throws Exception {
    // The status becomes final right after a look that found nothing: the events behind it count.
    AtomicInteger looks = new AtomicInteger();
    daemon.on(
        "GET /sessions/s1/events",
        request ->
            FakeDaemon.ok(
                looks.getAndIncrement() == 0 || after(request) == 3
                    ? FakeDaemon.events(false)
                    : FakeDaemon.events(false, output(2), exit(3))));
    status(() -> SessionStatus.FAILED);
    assertTrue(follow().isPresent());
    assertEquals(List.of("2 live", "3 live"), seen);
  }

  @Test
  void goesOnWhereItWasWhenTheDaemonComesBack() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    daemon.on(
        "GET /sessions/s1/events",
        request -> {
          if (after(request) == 0) {
            return FakeDaemon.ok(FakeDaemon.events(false, output(1)));
          }
          if (failures.getAndIncrement() < 5) {
            return null;
          }
          return FakeDaemon.ok(
              after(request) == 1 ? FakeDaemon.events(false, exit(2)) : FakeDaemon.events(false));
        });
    status(() -> failures.get() < 5 ? SessionStatus.RUNNING : SessionStatus.COMPLETED);
    assertTrue(follow().isPresent());
    assertEquals(List.of("1 stored", "2 live"), seen);
  }

  @Test
  void stopsWhenDetached() throws Exception {
    daemon.on(
        "GET /sessions/s1/events",
        request ->
            FakeDaemon.ok(
                after(request) == 0
                    ? FakeDaemon.events(false, output(1))
                    : FakeDaemon.events(false)));
    status(
        () -> {
          detachment.request();
          return SessionStatus.RUNNING;
        });
    assertEquals(Optional.empty(), follow());
    assertEquals(List.of("1 stored"), seen);
  }

  private Optional<SessionRecord> follow() throws IOException, InterruptedException {
    Path socket = directory.resolve("coven.sock");
    try (DaemonClient client = DaemonClient.unconnected(socket, DaemonClient.Need.ANSWERING)) {
      Reconnection reconnection = Reconnection.first(client, detachment, new HeardAbsences());
      return new EventFollower(reconnection, "s1", 0)
          .follow((event, stored) -> seen.add(event.seq() + (stored ? " stored" : " live")));
    }
  }

  private void status(java.util.function.Supplier<SessionStatus> status) {
    daemon.on(
        "GET /sessions/s1",
        _ -> {
          SessionStatus now = status.get();
          return FakeDaemon.ok(
              FakeDaemon.session("s1", now, now == SessionStatus.FAILED ? 3 : null));
        });
  }

  private static JsonObject output(long seq) {
    return FakeDaemon.event(seq, "output", "{\"data\":\"x\"}");
  }

  private static JsonObject exit(long seq) {
    return FakeDaemon.event(seq, "exit", "{\"exitCode\":0,\"status\":\"completed\"}");
  }

  private static long after(String request) {
    Matcher matcher = AFTER.matcher(request);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
