package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.ParkedNote;
import dev.coven.home.StateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class ParkingTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final EndRequest end = new EndRequest();
  private final List<Duration> lockWaits = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  /** What note lay there each time the door was closed. */
  private final List<Optional<ParkedNote>> doors = new ArrayList<>();

  /** What each attempt does: starts for an empty text, or finds a fault. */
  private final Deque<String> faults = new ArrayDeque<>();

  private NotifySocket manager;
  private ServiceNotifier notifier;
  private StateDirectory state;

  @BeforeEach
  void listen() throws Exception {
    Path path = directory.resolve("notify");
    manager = new NotifySocket(AFUNIXSocketAddress.of(path));
    notifier = new ServiceNotifier(Optional.of(path.toString()), complaint -> {});
    state = StateDirectory.locate(environment());
  }

  @AfterEach
  void close() throws IOException {
    notifier.close();
    manager.close();
  }

  private Map<String, String> environment() {
    return Map.of("XDG_STATE_HOME", directory.resolve("state").toString());
  }

  private int run(Supervisor.Kind kind) throws InterruptedException {
    return run(kind, this::pause);
  }

  private int run(Supervisor.Kind kind, Pause pause) throws InterruptedException {
    PrintStream stderr = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            environment(),
            directory,
            InstantSource.fixed(NOW),
            new Supervisor(kind, "dev", Optional.empty(), Optional.empty()),
            notifier,
            Optional.empty(),
            new Announcer(stderr, kind == Supervisor.Kind.SYSTEMD),
            InheritedDescriptors.none(),
            end);
    return new Parking(surroundings, pause, () -> doors.add(note())).run(this::attempt);
  }

  private int attempt(Duration lockWait, Runnable started) throws ParkedException {
    lockWaits.add(lockWait);
    String fault = faults.remove();
    if (!fault.isEmpty()) {
      throw new ParkedException(fault, null);
    }
    started.run();
    return DaemonMain.DONE;
  }

  private boolean pause(Duration length) {
    pauses.add(length);
    return end.isAsked();
  }

  private Optional<ParkedNote> note() {
    return ParkedNote.read(state, "dev");
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void exitsUnderSystemdAfterItSaidWhy() throws Exception {
    faults.add("The home is a file.");

    assertEquals(DaemonMain.PARKED, run(Supervisor.Kind.SYSTEMD));

    assertEquals(List.of(List.of("STATUS=Parked: The home is a file.")), manager.sent());
    assertEquals("<3>The home is a file.\n", printed());
    assertEquals(Optional.of(new ParkedNote("The home is a file.", NOW, PID)), note());
    assertEquals(List.of(), pauses);
    assertEquals(List.of(HomeLock.WAIT), lockWaits);
    assertEquals(List.of(note()), doors, "closed once, after it was noted why");
  }

  @Test
  void exitsWithoutASupervisorAndLeavesNoNote() throws Exception {
    faults.add("The home is a file.");
    assertEquals(DaemonMain.PARKED, run(Supervisor.Kind.NONE));
    assertEquals("coven: The home is a file.\n", printed());
    assertTrue(Files.notExists(state.directory()));
  }

  @Test
  void staysUnderLaunchdAndStartsWhenTheFaultIsGone() throws Exception {
    faults.addAll(List.of("The home is a file.", "The home is a file.", ""));

    assertEquals(DaemonMain.DONE, run(Supervisor.Kind.LAUNCHD));

    assertEquals(List.of(Parking.LOOK_EVERY, Parking.LOOK_EVERY), pauses);
    assertEquals(List.of(HomeLock.WAIT, Duration.ZERO, Duration.ZERO), lockWaits);
    assertEquals("coven: The home is a file.\n", printed(), "said once");
    assertEquals(Optional.empty(), note());
    assertEquals(List.of(), doors);
  }

  @Test
  void saysAnotherFaultToo() throws Exception {
    faults.addAll(List.of("The home is a file.", "The ledger is damaged."));
    Surprise surprise = new Surprise();
    assertEquals(DaemonMain.DONE, run(Supervisor.Kind.LAUNCHD, surprise));
    assertEquals("coven: The home is a file.\ncoven: The ledger is damaged.\n", printed());
    assertEquals(List.of("The home is a file.", "The ledger is damaged."), surprise.seen);
  }

  /** Asks for the end at the second look, and sees what note lies there at each. */
  private final class Surprise implements Pause {
    private final List<String> seen = new ArrayList<>();

    @Override
    public boolean pause(Duration length) {
      seen.add(note().orElseThrow().why());
      return seen.size() == 2;
    }
  }

  @Test
  void endsUnderLaunchdWhenItIsAskedTo() throws Exception {
    faults.add("The home is a file.");
    end.ask();
    assertEquals(DaemonMain.DONE, run(Supervisor.Kind.LAUNCHD));
    assertEquals(Optional.empty(), note(), "it is not parked any more");
  }

  @Test
  void removesTheNoteOfAnEarlierProcessWhenItStarts() throws Exception {
    new ParkedNote("an earlier fault", NOW, 1).write(state, "dev");
    faults.add("");
    assertEquals(DaemonMain.DONE, run(Supervisor.Kind.SYSTEMD));
    assertEquals(Optional.empty(), note());
    assertEquals("", printed());
  }

  @Test
  void parksAllTheSameWhenTheNoteCannotBeLeft() throws Exception {
    Files.writeString(directory.resolve("state"), "a file in its place");
    faults.add("The home is a file.");
    assertEquals(DaemonMain.PARKED, run(Supervisor.Kind.SYSTEMD));
    assertTrue(printed().startsWith("<3>The home is a file.\n<4>"), this::printed);
  }
}
