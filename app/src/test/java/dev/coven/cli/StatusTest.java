package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.ConfigHealth;
import dev.coven.contract.DaemonIdentity;
import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.home.DaemonRecord;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.ServiceState;
import dev.coven.supervise.ServiceView;
import dev.coven.supervise.States;
import dev.coven.supervise.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StatusTest {
  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void locate() {
    home = new CovenHome(directory);
  }

  @Test
  void runningIsWhatTheSocketSays() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      daemon.keepsAlive(1);
      StatusReport report = survey(StatusReport.State.RUNNING, 0);
      JsonObject json = report.toJson();
      assertEquals(1, json.get("schema").getAsInt());
      assertEquals("running", json.get("state").getAsString());
      assertEquals(ProcessHandle.current().pid(), json.get("pid").getAsLong());
      assertEquals(65, json.get("uptimeSeconds").getAsLong());
      assertEquals(1, json.get("liveSessions").getAsLong());
      assertEquals("none", json.get("supervisor").getAsString());
      assertNoted(report, "daemon.json is missing");
      assertNoted(report, "version 0.0.1");
    }
  }

  @Test
  void degradedNamesWhat() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      daemon.on("GET /health", _ -> FakeDaemon.ok(daemon.health(7, false)));
      StatusReport report = survey(StatusReport.State.DEGRADED, 4);
      assertNoted(report, "disk full");
      // Not a restart, which would end the sessions that wait.
      assertTrue(text(report).contains("coven daemon status --watch"), () -> text(report));
    }
  }

  @Test
  void aBadConfigurationIsANoteWithTheWayOn() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(home.socket())) {
      JsonObject health = daemon.health(7, true);
      health.add("config", ConfigHealth.lastGood("config.toml:3:1: a comma is missing.").toJson());
      daemon.on("GET /health", _ -> FakeDaemon.ok(health));
      StatusReport report = survey(StatusReport.State.RUNNING, 0);
      assertNoted(report, "config.toml:3:1: a comma is missing.");
      assertNoted(report, "coven daemon restart");
    }
  }

  @Test
  void garbageInTheFileIsANoteAndNothingMore() throws IOException {
    Files.writeString(home.daemonFile(), "{\"pid\": [[[");
    try (FakeDaemon _ = new FakeDaemon(home.socket())) {
      assertNoted(survey(StatusReport.State.RUNNING, 0), "daemon.json is not a daemon's record");
    }
    assertNoted(survey(StatusReport.State.LEFTOVERS, 1), "daemon.json is not a daemon's record");
  }

  @Test
  void notRunningInAHomeThatIsEmptyOrMissing() {
    survey(StatusReport.State.NOT_RUNNING, 3);
    home = new CovenHome(directory.resolve("none"));
    StatusReport report = survey(StatusReport.State.NOT_RUNNING, 3);
    assertTrue(report.toJson().get("pid").isJsonNull());
    assertTrue(Files.notExists(home.directory()), "a look makes nothing");
  }

  @Test
  void leftoversOfAKilledDaemon() throws IOException {
    listener().close();
    assertNoted(survey(StatusReport.State.LEFTOVERS, 1), "Nobody listens");
  }

  @Test
  void aPidThatNowMeansAnotherProcessIsNotTheDaemon() throws IOException {
    new DaemonFile(home)
        .write(
            new DaemonRecord(
                new DaemonIdentity(ProcessHandle.current().pid(), Instant.EPOCH, "s"),
                "coven.daemon.v1",
                "0.0.1",
                "i",
                "another boot:1"));
    assertNoted(survey(StatusReport.State.LEFTOVERS, 1), "another process by now");
  }

  @Test
  void startingWhileAProcessHasTheLockAndNobodyListens() throws IOException {
    hold(Instant.now());
    StatusReport report = survey(StatusReport.State.STARTING, 4);
    assertEquals(ProcessHandle.current().pid(), report.pid().orElseThrow());
    hold(Instant.now().minus(Duration.ofHours(1)));
    survey(StatusReport.State.NOT_ANSWERING, 4);
  }

  @Test
  void aListenerThatNeverAnswersIsToldWithinTheProbesTime() throws IOException {
    try (ServerSocketChannel _ = listener()) {
      long begin = System.nanoTime();
      survey(StatusReport.State.NOT_ANSWERING, 4);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      // The probe takes 3 s; the rest is for a machine under load.
      assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, took.toString());
    }
  }

  @Test
  void aStrangerAtTheSocketIsForeign() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(home.socket()).on("GET /health", _ -> "hello\r\n\r\n")) {
      survey(StatusReport.State.FOREIGN, 4);
    }
  }

  @Test
  void aCrashLoopIsToldWithHowOftenAndHow() {
    ServiceView loop = supervised(States.restarting(7, "exit code 1"), Optional.empty());
    StatusReport report = survey(loop, StatusReport.State.STARTING, 4);
    assertEquals(7, report.toJson().get("restarts").getAsInt());
    assertEquals("exit code 1", report.toJson().get("lastExit").getAsString());
    assertTrue(
        text(report).startsWith("Coven is starting; it failed 8 times, last: exit code 1.\n"),
        text(report));
  }

  @Test
  void aServiceThatStartsForTheFirstTimeHasNotFailed() {
    StatusReport report =
        survey(
            supervised(States.starting(0, 42), Optional.empty()), StatusReport.State.STARTING, 4);
    assertTrue(text(report).startsWith("Coven is starting (pid 42).\n"), text(report));
  }

  @Test
  void aServiceThatEndsJustNowIsNeitherDownNorLeftovers() throws IOException {
    listener().close();
    ServiceView ending = supervised(States.stopping(42), Optional.empty());
    assertNoted(survey(ending, StatusReport.State.STARTING, 4), "ends it just now");
  }

  @Test
  void aProcessThatHasNotTakenTheHomeYetIsStarting() {
    // launchd calls it running from its first instruction on.
    ServiceState running = States.running(0, 42);
    survey(supervised("launchd", running, Optional.empty()), StatusReport.State.STARTING, 4);
    // systemd, only once it serves: what does not is no daemon of ours.
    survey(supervised("systemd", running, Optional.empty()), StatusReport.State.NOT_RUNNING, 3);
  }

  @Test
  void aDaemonThatNobodyKeepsIsSeenBesideAServiceThatIsStopped() throws IOException {
    hold(Instant.now());
    try (FakeDaemon _ = new FakeDaemon(home.socket())) {
      ServiceView stopped = supervised(States.stopped(), Optional.empty());
      StatusReport report = survey(stopped, StatusReport.State.RUNNING, 0);
      assertEquals("none", report.toJson().get("supervisor").getAsString());
      assertNoted(report, "Nobody keeps the daemon that answers");
      assertNoted(report, "systemd's service does not run");
    }
  }

  @Test
  void aDaemonThatNobodyKeepsIsSeenBesideAServiceThatCannotHaveTheHome() throws IOException {
    hold(Instant.now());
    try (FakeDaemon _ = new FakeDaemon(home.socket())) {
      ServiceView waiting = supervised(States.starting(0, 42), Optional.empty());
      StatusReport report = survey(waiting, StatusReport.State.RUNNING, 0);
      assertEquals(ProcessHandle.current().pid(), report.pid().orElseThrow());
      assertNoted(report, "has another process (pid 42)");
    }
  }

  @Test
  void aDaemonInTheCallersOwnHomeIsSeenBesideTheService() throws IOException {
    CovenHome other = new CovenHome(Files.createDirectory(directory.resolve("other")));
    ServiceView elsewhere = supervised(States.stopped(), Optional.of(other));
    StatusReport alone = survey(elsewhere, StatusReport.State.NOT_RUNNING, 3);
    assertNoted(alone, "where this daemon does not live.");
    try (FakeDaemon _ = new FakeDaemon(other.socket())) {
      StatusReport report = survey(elsewhere, StatusReport.State.NOT_RUNNING, 3);
      long pid = ProcessHandle.current().pid();
      assertNoted(report, "another one runs there (pid " + pid + ", kept by nobody)");
    }
  }

  private ServiceView supervised(ServiceState state, Optional<CovenHome> asked) {
    return supervised("systemd", state, asked);
  }

  private ServiceView supervised(String supervisor, ServiceState state, Optional<CovenHome> asked) {
    return new ServiceView(
        new Target(InstanceName.DEFAULT, Optional.empty(), asked, home),
        Optional.of(supervisor),
        Optional.empty(),
        Optional.of(state),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String text(StatusReport report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new StatusText(Io.utf8(bytes), new Palette(false), InstanceName.DEFAULT).print(report);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private StatusReport survey(StatusReport.State state, int exitCode) {
    return survey(unsupervised(), state, exitCode);
  }

  private StatusReport survey(ServiceView view, StatusReport.State state, int exitCode) {
    StatusReport report = new StatusSurvey(view).take();
    assertEquals(state, report.state(), report.notes().toString());
    assertEquals(exitCode, report.state().exitCode());
    return report;
  }

  /** What is known where no service manager is. */
  private ServiceView unsupervised() {
    Target target = new Target(InstanceName.DEFAULT, Optional.empty(), Optional.of(home), home);
    return new ServiceView(
        target,
        Optional.empty(),
        Optional.of("There is none."),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void assertNoted(StatusReport report, String words) {
    List<String> notes = report.notes();
    assertTrue(notes.stream().anyMatch(note -> note.contains(words)), notes.toString());
  }

  private void hold(Instant since) throws IOException {
    Files.writeString(home.lock(), new LockHolder(ProcessIdentity.self(), since).toText());
  }

  private ServerSocketChannel listener() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return listener.bind(UnixDomainSocketAddress.of(home.socket()));
  }
}
